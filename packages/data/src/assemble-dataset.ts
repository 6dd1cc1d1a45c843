import {
  type Csr,
  type DataNote,
  type Dataset,
  HnlmError,
  type ItemText,
  idMap,
  positionOf,
  type Review,
  type TrainView,
  union,
} from '@hnlm/core';
import { fingerprintOf } from './fingerprint.ts';
import { groupByUserAndItem } from './group-rows.ts';
import type { InteractionLog } from './interaction-log.ts';
import { createNotes } from './notes.ts';
import { filterRows, gather } from './select-rows.ts';
import { part } from './split.ts';

/** What a dataset is put together from: no pair twice in one part. */
export interface DatasetParts {
  readonly name: string;
  /** Its ids are those of the dataset, in their order. */
  readonly log: InteractionLog;
  /** `[interactions]`: 0 train, 1 validation, 2 test, 3 left out. */
  readonly partOf: Uint8Array;
  /** Texts by original item id. */
  readonly texts: ReadonlyMap<string, ItemText>;
  /** All rows by user, then item; found out, if not set. */
  readonly order?: Int32Array;
  /** Lets the validation part be empty, as in some published splits. */
  readonly withoutValidation?: boolean;
}

/**
 * Puts a dataset together. Of held-out interactions it keeps the pairs alone: their ratings, times and reviews
 * are in no view.
 *
 * @throws HnlmError `DATA_EMPTY` if a part has no interactions.
 */
export function assembleDataset({ name, log, partOf, texts: textOf, ...given }: DatasetParts): Dataset {
  const users = idMap(log.users);
  const items = idMap(log.items);
  const texts = items.ids.map((id) => textOf.get(id) ?? {});
  const notes = noteMissingTexts(texts, log);

  const { order = groupByUserAndItem(log).rows } = given;
  const rowsOf = (which: number) => filterRows(order, (row) => partOf[row] === which);
  const trainRows = rowsOf(part.train);
  const interactions = toCsr(log, trainRows);
  const validation = toCsr(log, rowsOf(part.validation));
  const test = toCsr(log, rowsOf(part.test));
  for (const [which, csr] of Object.entries({ train: interactions, validation, test })) {
    if (which === 'validation' && given.withoutValidation) continue;
    if (csr.indices.length === 0) throw emptyPart(name, which, log, notes);
  }
  const ratings = complete(log.ratings, trainRows);
  const times = complete(log.times, trainRows);
  const { reviews: all } = log;
  const reviews = all ? Array.from(trainRows, (row) => all[row]) : [];
  const fingerprint = fingerprintOf([
    users.ids,
    items.ids,
    ...[interactions, validation, test].flatMap(({ indptr, indices }) => [indptr, indices]),
    ratings,
    times,
    ...texts,
    ...(reviews.some((review) => review !== undefined) ? reviews : []),
  ]);
  const shared = { users, items, fingerprint };
  return {
    name,
    train: {
      ...shared,
      part: 'train',
      interactions,
      texts,
      ...(ratings && { ratings }),
      ...(times && { times }),
      review: reviewLookup(interactions, reviews),
    },
    validation: { ...shared, part: 'validation', interactions: validation, masked: interactions },
    test: { ...shared, part: 'test', interactions: test, masked: union(interactions, validation) },
    notes,
    provenance: log.provenance,
    fingerprint,
  };
}

/** @param rows ascending by user, then item */
function toCsr({ users, items, userOf, itemOf }: InteractionLog, rows: Int32Array): Csr {
  const indptr = new Int32Array(users.length + 1);
  for (const row of rows) indptr[userOf[row] + 1]++;
  for (let user = 0; user < users.length; user++) indptr[user + 1] += indptr[user];
  return { rows: users.length, columns: items.length, indptr, indices: gather(itemOf, rows) };
}

/** Picks the values of a column, unless one is missing. */
function complete<Column extends Float32Array | Float64Array>(
  column: Column | undefined,
  rows: Int32Array,
): Column | undefined {
  const picked = column && gather(column, rows);
  return picked?.includes(Number.NaN) ? undefined : picked;
}

/**
 * Made apart from everything else, so that its closure holds the train reviews and nothing of the other
 * parts.
 *
 * @param reviews parallel to the indices of `interactions`, or empty
 */
function reviewLookup(interactions: Csr, reviews: readonly (Review | undefined)[]): TrainView['review'] {
  return (user, item) =>
    user >= 0 && user < interactions.rows ? reviews[positionOf(interactions, user, item)] : undefined;
}

function noteMissingTexts(texts: readonly ItemText[], log: InteractionLog): readonly DataNote[] {
  const notes = createNotes(log.notes);
  for (const field of ['title', 'description'] as const) {
    for (const [item, text] of texts.entries()) {
      if (text[field] === undefined) notes.count(`items without a ${field}`, `item ${log.items[item]}`);
    }
  }
  return notes.list();
}

function emptyPart(
  name: string,
  which: string,
  { provenance }: InteractionLog,
  notes: readonly DataNote[],
): HnlmError {
  const steps = provenance.map(({ step, interactions }) => `${step} ${interactions}`);
  const found = notes.map(({ what, count }) => `${what}: ${count}`);
  return new HnlmError(`${name}: nothing is left in the ${which} part`, {
    code: 'DATA_EMPTY',
    hint: [
      'Check the files, and loosen minRating, kCore or the split.',
      ...(steps.length > 0 ? [`Interactions after each step: ${steps.join(', ')}.`] : []),
      ...(found.length > 0 ? [`Found: ${found.join('; ')}.`] : []),
    ].join(' '),
    evidence: { dataset: name, part: which },
  });
}

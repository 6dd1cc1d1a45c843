import { createRandom, type DataNote, type Dataset, HnlmError, idMap } from '@hnlm/core';
import { assembleDataset } from './assemble-dataset.ts';
import { datasetName } from './dataset-name.ts';
import { densify } from './densify.ts';
import { checkFormat, type InteractionFormat } from './format.ts';
import { groupByUserAndItem } from './group-rows.ts';
import type { InteractionLog } from './interaction-log.ts';
import { type ItemSource, itemCatalogue } from './item-catalogue.ts';
import { createLogBuilder } from './log-builder.ts';
import { createNotes } from './notes.ts';
import { assignPerUser } from './random-per-user.ts';
import { type LogReading, readFile } from './read-log.ts';
import { rowsWhere, selectRows } from './select-rows.ts';
import { part } from './split.ts';
import { checkRatio } from './split-ratio.ts';
import { usersInTrain } from './users-in-train.ts';
import { countLog, withStep } from './with-step.ts';

/** Options of {@link fromSplits}. */
export interface FromSplitsOptions extends ItemSource, Omit<LogReading, 'format'> {
  readonly train: string;
  readonly validation?: string;
  readonly test: string;
  /** How the files are written; `pairs`, if not set. */
  readonly format?: InteractionFormat;
  /** Named after the folder of the train file, if not set. */
  readonly name?: string;
  /**
   * Where there is no validation file: the share of each user's train interactions that becomes the
   * validation part; or `none`, for a split that was published without one. Its models can be selected on test alone,
   * as `asPublished` of `@hnlm/core` declares.
   */
  readonly validationFrom?: { readonly ratio: number; readonly seed: number | string } | 'none';
  /**
   * What is done with held-out interactions that the other parts contradict: copies of a pair of an earlier
   * part, and those of users without any train interaction.
   * - `keep`: they stay, as published, and `notes` counts them; a ranking masks earlier pairs, so that a copy is
   *   a miss for every model
   * - `drop`: they are left out, and `notes` counts them
   * - `error`: they are refused
   *
   * `keep`, if not set.
   */
  readonly conflicts?: 'keep' | 'drop' | 'error';
}

/**
 * Takes a ready split as it is: nothing is reshuffled, filtered or moved. Users and items are those of all
 * parts. What contradicts itself in it is counted in `notes`, and handled as `conflicts` says; of repeats of a
 * pair within a part the last stands.
 *
 * @throws HnlmError as `loadDataset`; `DATA_OPTIONS` if neither or both of `validation` and `validationFrom`
 *   are given; `DATA_OVERLAP` for conflicts that are to be refused.
 * @example
 * ```ts
 * const parts = { train: 'train.txt', validation: 'valid.txt', test: 'test.txt' };
 * const dataset = await fromSplits({ ...parts, format: 'lightgcn' });
 * ```
 */
export async function fromSplits(options: FromSplitsOptions): Promise<Dataset> {
  const { train, validation, test, name, validationFrom, conflicts = 'keep', ...others } = options;
  const { items, itemColumns, ...rest } = others;
  const reading = { format: 'pairs', ...rest } as const;
  checkFormat(reading.format);
  if ((validation === undefined) === (validationFrom === undefined)) throw validationError(options);
  const share = validationFrom === 'none' ? undefined : validationFrom;
  if (share) checkRatio('validationFrom.ratio', share.ratio);

  const builder = createLogBuilder({ reviews: true });
  const notes = createNotes();
  const provenance = [];
  const ends: number[] = [];
  for (const path of [train, validation, test]) {
    if (path !== undefined) {
      const origin = await readFile(path, reading, builder.add, notes);
      provenance.push({ ...origin, ...countLog(builder.finish([])) });
    }
    ends.push(builder.size());
  }
  const dense = densify(builder.finish(provenance));
  const texts = await itemCatalogue({ items, itemColumns }, idMap(dense.items), {
    signal: rest.signal,
    notes,
  });
  const log = { ...dense, notes: notes.list() };
  const fileOf = new Uint8Array(log.userOf.length);
  for (const [index, end] of ends.entries()) fileOf.fill(index, index > 0 ? ends[index - 1] : 0, end);

  const settled = settle(log, fileOf, conflicts);
  const parts = share ? holdOut({ ...settled, log }, share) : settled;
  return assembleDataset({
    name: name ?? datasetName(`${train}/..`),
    log: withStep(
      { ...log, notes: parts.notes },
      'split',
      { split: 'ready', conflicts, ...(validationFrom && { validationFrom }) },
      parts.partOf,
    ),
    partOf: parts.partOf,
    texts,
    withoutValidation: validationFrom === 'none',
  });
}

interface Assigned {
  readonly partOf: Uint8Array;
  readonly notes: readonly DataNote[];
}

const partNames = ['train', 'validation', 'test'] as const;

/** Leaves out repeats, all but the last of a part, and conflicts as asked; counts both. */
function settle(
  log: InteractionLog,
  fileOf: Uint8Array,
  conflicts: NonNullable<FromSplitsOptions['conflicts']>,
): Assigned {
  const { users, items, userOf, itemOf } = log;
  const { isRepeat, isOutdated, isCopy } = findRepeats(log, fileOf);
  const inTrain = usersInTrain(log, fileOf);
  const isConflict = (row: number) => isCopy[row] === 1 || inTrain[userOf[row]] === 0;
  const handled = { keep: 'kept', drop: 'left out', error: 'refused' }[conflicts];
  const notes = createNotes(log.notes);
  for (const [which, name] of partNames.entries()) {
    const own = rowsWhere(fileOf.length, (row) => fileOf[row] === which);
    const earlier = which === part.test ? 'train or validation' : 'train';
    const count = (what: string, row: number) =>
      notes.count(what, `user ${users[userOf[row]]}, item ${items[itemOf[row]]}`);
    for (const row of own) if (isRepeat[row]) count(`repeats of a pair in ${name}`, row);
    for (const row of own) {
      if (isRepeat[row] || !isConflict(row)) continue;
      const why = inTrain[userOf[row]] ? `in ${earlier} already` : 'their user has no train interaction';
      count(`${name} interactions ${handled}: ${why}`, row);
    }
  }
  const found = notes.list();
  if (conflicts === 'error') refuse(found.filter(({ what }) => what.includes(' refused: ')));
  return {
    partOf: fileOf.map((which, row) =>
      isOutdated[row] || (conflicts === 'drop' && isConflict(row)) ? part.leftOut : which,
    ),
    notes: found,
  };
}

/**
 * Marks the rows that repeat an earlier one of their part, the rows that a later one of their part replaces,
 * and the copies of a pair of an earlier part.
 */
function findRepeats(log: InteractionLog, fileOf: Uint8Array) {
  const { users, itemOf } = log;
  const isRepeat = new Uint8Array(fileOf.length);
  const isOutdated = new Uint8Array(fileOf.length);
  const isCopy = new Uint8Array(fileOf.length);
  const { starts, rows } = groupByUserAndItem(log);
  for (let user = 0; user < users.length; user++) {
    for (let place = starts[user] + 1; place < starts[user + 1]; place++) {
      const [before, row] = [rows[place - 1], rows[place]];
      if (itemOf[before] !== itemOf[row]) continue;
      // Rows are in the order of the parts. What repeats a copy is a copy.
      if (fileOf[before] === fileOf[row]) {
        isRepeat[row] = 1;
        isOutdated[before] = 1;
        isCopy[row] = isCopy[before];
      } else isCopy[row] = 1;
    }
  }
  return { isRepeat, isOutdated, isCopy };
}

/** @throws HnlmError `DATA_OVERLAP` if there are conflicts */
function refuse(conflicts: readonly DataNote[]): void {
  if (conflicts.length === 0) return;
  const found = conflicts.map(({ what, count, examples }) => `${what}: ${count} (such as ${examples[0]})`);
  throw new HnlmError(`the parts of the split contradict each other: ${found.join('; ')}`, {
    code: 'DATA_OVERLAP',
    hint: "Set conflicts to 'drop' to leave them out, or to 'keep' for the split as it was published.",
  });
}

/** Makes a validation part of shares of the train part. */
function holdOut(
  { log, partOf, notes }: Assigned & { readonly log: InteractionLog },
  { ratio, seed }: { readonly ratio: number; readonly seed: number | string },
): Assigned {
  const trainRows = rowsWhere(partOf.length, (row) => partOf[row] === part.train);
  const assigned = assignPerUser(selectRows(log, trainRows), [ratio], createRandom(seed).split('split'));
  const split = partOf.slice();
  for (let place = 0; place < trainRows.length; place++) split[trainRows[place]] = assigned[place];
  const noted = createNotes(notes);
  noted.count('validation parts made of train interactions', `${ratio} of each user's`);
  return { partOf: split, notes: noted.list() };
}

function validationError({ validation }: FromSplitsOptions): HnlmError {
  const what = validation === undefined ? 'neither a validation file nor validationFrom' : 'both';
  return new HnlmError(`a split needs one of validation and validationFrom; given: ${what}`, {
    code: 'DATA_OPTIONS',
    hint: "Models are chosen on data that are neither train nor test; name a file, or { ratio, seed }, or 'none'.",
  });
}

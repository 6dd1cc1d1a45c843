import {
  type Csr,
  csrFromPairs,
  type Dataset,
  HnlmError,
  type IdMap,
  type ItemText,
  type Review,
  type TrainView,
  union,
} from '@hnlm/core';
import { fingerprintOf } from './fingerprint.ts';
import type { Interaction } from './interaction.ts';
import type { Notes } from './notes.ts';

/** What a dataset is put together from: dense indices throughout, no pair in two parts or twice in one. */
export interface DatasetParts {
  readonly name: string;
  readonly users: IdMap;
  readonly items: IdMap;
  /** Texts by original item id. */
  readonly texts: ReadonlyMap<string, ItemText>;
  readonly train: readonly Interaction[];
  readonly validation: readonly Interaction[];
  readonly test: readonly Interaction[];
  readonly notes: Notes;
}

/**
 * Puts a dataset together. Of held-out interactions it keeps the pairs alone: their ratings and reviews are
 * in no view.
 *
 * @throws HnlmError `DATA_EMPTY` if a part has no interactions.
 */
export function assembleDataset(parts: DatasetParts): Dataset {
  const { name, users, items, notes } = parts;
  for (const part of ['train', 'validation', 'test'] as const) {
    if (parts[part].length === 0) throw emptyPart(name, part, notes);
  }
  const texts = items.ids.map((id) => parts.texts.get(id) ?? {});
  noteMissingTexts(texts, items, notes);

  const train = sorted(parts.train);
  const interactions = toCsr(train, users, items);
  const validation = toCsr(parts.validation, users, items);
  const test = toCsr(parts.test, users, items);
  const ratings = ratingsOf(train);
  const reviews = reviewsOf(train, items);
  const fingerprint = fingerprintOf([
    users.ids,
    items.ids,
    ...[interactions, validation, test].flatMap(({ indptr, indices }) => [indptr, indices]),
    texts,
    ratings,
    [...reviews],
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
      review: reviewLookup(reviews, items),
    },
    validation: { ...shared, part: 'validation', interactions: validation, masked: interactions },
    test: { ...shared, part: 'test', interactions: test, masked: union(interactions, validation) },
    notes: notes.list(),
    provenance: [],
    fingerprint,
  };
}

/** In the order of a CSR's entries. */
function sorted(rows: readonly Interaction[]): readonly Interaction[] {
  return rows.toSorted((a, b) => a.user - b.user || a.item - b.item);
}

function toCsr(rows: readonly Interaction[], users: IdMap, items: IdMap): Csr {
  const userOf = rows.map((row) => row.user);
  const itemOf = rows.map((row) => row.item);
  return csrFromPairs(users.size, items.size, userOf, itemOf);
}

function ratingsOf(rows: readonly Interaction[]): Float32Array | undefined {
  if (rows.some((row) => row.rating === undefined)) return undefined;
  return Float32Array.from(rows, (row) => row.rating!);
}

function reviewsOf(rows: readonly Interaction[], items: IdMap): Map<number, Review> {
  const reviews = new Map<number, Review>();
  for (const { user, item, review } of rows) if (review) reviews.set(user * items.size + item, review);
  return reviews;
}

/**
 * Made apart from everything else, so that its closure holds the train reviews and nothing of the other
 * parts.
 */
function reviewLookup(reviews: ReadonlyMap<number, Review>, { size }: IdMap): TrainView['review'] {
  return (user, item) => (item >= 0 && item < size ? reviews.get(user * size + item) : undefined);
}

function noteMissingTexts(texts: readonly ItemText[], items: IdMap, notes: Notes): void {
  for (const field of ['title', 'description'] as const) {
    for (const [item, text] of texts.entries()) {
      if (text[field] === undefined) notes.count(`items without a ${field}`, `item ${items.ids[item]}`);
    }
  }
}

function emptyPart(name: string, part: string, notes: Notes): HnlmError {
  const found = notes.list().map(({ what, count }) => `${what}: ${count}`);
  const advice = 'Check the files, and loosen minRating, kCore or the split.';
  return new HnlmError(`${name}: nothing is left in the ${part} part`, {
    code: 'DATA_EMPTY',
    hint: found.length > 0 ? `${advice} Found: ${found.join('; ')}.` : advice,
    evidence: { dataset: name, part },
  });
}

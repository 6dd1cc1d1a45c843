import { type Csr, HnlmError } from '@hnlm/core';

/** The parts of a catalogue by popularity, most popular first. */
export const partNames = ['head', 'mid', 'tail'] as const;

/** A part of a catalogue by popularity. */
export type PopularityPart = (typeof partNames)[number];

/** Where a catalogue is cut into head, mid and tail. */
export interface PopularityCuts {
  /** Share of the train interactions that the head holds; .2 by default. */
  readonly head?: number;
  /** Share of the train interactions that the tail holds; .2 by default. */
  readonly tail?: number;
}

/** A catalogue with its items by popularity. */
export interface PopularityParts {
  /** Train interactions by item: `[items]`. */
  readonly counts: Int32Array;
  /** 0 for head, 1 for mid, 2 for tail: `[items]`. */
  readonly partOf: Uint8Array;
}

/**
 * Cuts a catalogue by train interactions: with items from most to least popular (equal ones by index), the head are
 * those before which less than `head` of all interactions lie, the tail those before which at least 1 - `tail` lie, and
 * the rest the mid. The default head and tail hold a fifth of the interactions each; mid and tail together are the long
 * tail. Items without train interactions are in the tail.
 *
 * @throws HnlmError `POPULARITY_CUTS` for shares outside [0, 1] or above 1 together, or without interactions
 * @example
 * ```ts
 * const { partOf } = popularityParts(dataset.train.interactions, { head: 0.2, tail: 0.2 });
 * partOf[0]; // of the first item: 0 for head, 1 for mid, 2 for tail
 * ```
 */
export function popularityParts(
  train: Csr,
  { head = 0.2, tail = 0.2 }: PopularityCuts = {},
): PopularityParts {
  const total = train.indices.length;
  if (!(head >= 0 && tail >= 0 && head + tail <= 1 && total > 0)) {
    throw new HnlmError(`cannot cut ${total} interactions into a head of ${head} and a tail of ${tail}`, {
      code: 'POPULARITY_CUTS',
      hint: 'Pass train interactions, and shares from 0 whose sum is at most 1.',
      evidence: { head, tail, interactions: total },
    });
  }
  const counts = new Int32Array(train.columns);
  for (const item of train.indices) counts[item]++;
  const order = Int32Array.from({ length: train.columns }, (_, item) => item).sort(
    (a, b) => counts[b] - counts[a] || a - b,
  );
  const partOf = new Uint8Array(train.columns);
  let before = 0;
  for (const item of order) {
    // Compared in whole interactions, so that rounding moves no item over an edge.
    const share = before / total;
    partOf[item] = share < head ? 0 : before >= Math.ceil(total * (1 - tail) - 1e-9) ? 2 : 1;
    before += counts[item];
  }
  return { counts, partOf };
}

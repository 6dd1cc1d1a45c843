import { rowOf, type TrainView } from '@hnlm/core';
import type { ConceptSource } from './concept-source.ts';

/** Says how strongly users' train histories speak against an attribute value. */
export interface ValueTaste {
  /**
   * Returns the aversion in (0, 1): above .5 where the history holds the value less often than the catalogue would
   * make expect, below where more often.
   */
  aversion(user: number, value: string): number;
}

/**
 * Compares every user's history with the catalogue. With n items in the history, c of them with the value, and the
 * value's share p in the catalogue, the aversion is the logistic function of (np - c) / sqrt(np + 1): a shortfall in
 * units of its own spread, so that lacking a common value says more than lacking a rare one. (Our design.)
 */
export function valueTaste(data: TrainView, concepts: ConceptSource): ValueTaste {
  const valuesOf = data.items.ids.map(
    (_, item) => new Set(Object.values(concepts.of(item)?.attributes ?? {})),
  );
  const inCatalogue = countValues(valuesOf);
  const sizes: number[] = [];
  const inHistory = data.users.ids.map((_, user) => {
    const history = rowOf(data.interactions, user);
    sizes.push(history.length);
    return countValues(Array.from(history, (item) => valuesOf[item]));
  });
  return {
    aversion(user, value) {
      const expected = (sizes[user] * (inCatalogue.get(value) ?? 0)) / valuesOf.length;
      const shortfall = (expected - (inHistory[user].get(value) ?? 0)) / Math.sqrt(expected + 1);
      return 1 / (1 + Math.exp(-shortfall));
    },
  };
}

function countValues(sets: readonly ReadonlySet<string>[]): Map<string, number> {
  const counts = new Map<string, number>();
  for (const set of sets) for (const value of set) counts.set(value, (counts.get(value) ?? 0) + 1);
  return counts;
}

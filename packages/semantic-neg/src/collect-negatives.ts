import { rowOf, type TrainView, transpose } from '@hnlm/core';
import type { Coverage, NegativePair, NegativeSet, NegativeText } from './negative-set.ts';

/** What a generator found for one pair: a text, or the reason why there is none. */
export type PairOutcome = NegativeText | { readonly reason: string };

/**
 * Puts the outcomes of all train pairs together (by item, then by user): equal texts once, pairs in the order of the
 * train interactions, reasons counted.
 */
export function collectNegatives(
  data: TrainView,
  outcomes: readonly ReadonlyMap<number, PairOutcome>[],
): NegativeSet {
  const texts: NegativeText[] = [];
  const pairs: NegativePair[] = [];
  const uncovered: Record<string, number> = {};
  const indexOf = new Map<string, number>();
  for (let user = 0; user < data.users.size; user++) {
    for (const item of rowOf(data.interactions, user)) {
      const outcome = outcomes[item].get(user)!;
      if ('reason' in outcome) {
        uncovered[outcome.reason] = (uncovered[outcome.reason] ?? 0) + 1;
        continue;
      }
      // Two items of the catalogue may have the same title.
      const key = JSON.stringify([outcome.text, outcome.grounded]);
      let text = indexOf.get(key);
      if (text === undefined) {
        text = texts.push(outcome) - 1;
        indexOf.set(key, text);
      }
      pairs.push({ user: data.users.ids[user], positive: data.items.ids[item], text });
    }
  }
  const coverage: Coverage = { pairs: data.interactions.indices.length, covered: pairs.length, uncovered };
  return { texts, pairs, coverage };
}

/**
 * Lists the train users of every item, in the order of their original ids: what is chosen for a group must not
 * depend on the order in which the data were read.
 */
export function usersByItem(data: TrainView): number[][] {
  const { ids } = data.users;
  const byItem = transpose(data.interactions);
  return data.items.ids.map((_, item) =>
    Array.from(rowOf(byItem, item)).sort((one, other) => (ids[one] < ids[other] ? -1 : 1)),
  );
}

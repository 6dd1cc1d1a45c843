import type { TrainView } from '@hnlm/core';
import type { NegativeEvidence } from './negative-evidence.ts';

/**
 * Looks evidence up by user: the probability, `[items]`, that each item is a false negative, 0 where nothing is known.
 *
 * @example
 * ```ts
 * const falseNegatives = falseNegativeOdds({ evidence, data });
 * falseNegatives(0)[17]; // 0.42
 * ```
 */
export function falseNegativeOdds(options: {
  readonly evidence: readonly NegativeEvidence[];
  readonly data: TrainView;
}): (user: number) => Float64Array {
  const { evidence, data } = options;
  const byUser = Map.groupBy(evidence, ({ user }) => user);
  return (user) => {
    const odds = new Float64Array(data.items.size);
    for (const { item, weight } of byUser.get(data.users.ids[user]) ?? []) {
      const index = data.items.indexOf(item);
      if (index !== undefined) odds[index] = weight;
    }
    return odds;
  };
}

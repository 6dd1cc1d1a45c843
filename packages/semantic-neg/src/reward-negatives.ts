import { HnlmError, type Random, rowOf, type TrainView } from '@hnlm/core';
import { collectNegatives, type PairOutcome } from './collect-negatives.ts';
import type { NegativeSet } from './negative-set.ts';
import { type ItemPath, pathTree } from './path-tree.ts';

/** Options of {@link rewardNegatives}. */
export interface RewardNegativesOptions {
  readonly data: TrainView;
  /** Scores of all items for a user (dense index), from a model that was trained on `data`. */
  readonly scores: (user: number) => ArrayLike<number>;
  /** Probability that each item is a false negative for a user, 0 to 1; 0 by default. `falseNegativeOdds` makes it. */
  readonly falseNegatives?: (user: number) => ArrayLike<number>;
  /** T: the lower, the more the best-scored items are preferred; 1 by default. */
  readonly temperature?: number;
  /**
   * Paths of the items in a tree, by dense index, from the root: categories, or cluster codes. By default an item's
   * categories.
   */
  readonly paths?: readonly ItemPath[];
  /**
   * Steps of its positive's path that a negative must share, as hardness; 0 by default. Where no other item does,
   * fewer are asked for.
   */
  readonly sharedSteps?: number;
  readonly random: Random;
}

/**
 * Draws for each train pair a catalogue item j in proportion to the reward R(j|u) = exp(s(u,j) / T) (1 - p_fn(j|u)),
 * instead of taking the best-scored one: diverse hard negatives, and fewer that are false. Train items of the user have
 * reward 0. After "Amortizing intractable inference" (arXiv 2310.04363), which trains a GFlowNet since its space cannot
 * be summed over; a catalogue can, so these draws are exact.
 *
 * @throws HnlmError `NEGATIVES_OPTION` for a temperature that is not above 0; `REWARD_SHAPE` for scores or
 *   probabilities of a wrong number or value.
 * @example
 * ```ts
 * const scores = (user: number) => model.scores(user);
 * const negatives = rewardNegatives({ data, scores, temperature: 0.5, sharedSteps: 1, random: createRandom(1) });
 * negatives.texts[0].grounded; // [{ item: 'b17', similarity: 1 }]
 * ```
 */
export function rewardNegatives(options: RewardNegativesOptions): NegativeSet {
  const { data, temperature = 1, sharedSteps = 0, random } = options;
  if (!(temperature > 0)) {
    throw new HnlmError(`temperature is ${temperature}`, {
      code: 'NEGATIVES_OPTION',
      hint: 'Set temperature to a number above 0.',
    });
  }
  const paths = options.paths ?? data.texts.map(({ categories = [] }) => categories);
  const { ids } = data.items;
  const tree = pathTree(
    paths,
    [...ids.keys()].sort((one, other) => (ids[one] < ids[other] ? -1 : 1)),
  );
  const outcomes = data.items.ids.map(() => new Map<number, PairOutcome>());
  for (let user = 0; user < data.users.size; user++) {
    const positives = rowOf(data.interactions, user);
    const rewards = itemRewards(options, user, temperature);
    const flows = tree.flows(rewards);
    for (const item of positives) {
      const stream = random.split(data.users.ids[user], data.items.ids[item]);
      let drawn = -1;
      for (let levels = sharedSteps; drawn < 0 && levels >= 0; levels--) {
        drawn = tree.draw(rewards, flows, stream, tree.nodeOf(item, levels));
      }
      outcomes[item].set(user, drawn < 0 ? { reason: 'no-candidate' } : asText(data, drawn));
    }
  }
  return collectNegatives(data, outcomes);
}

/**
 * Computes R(j|u) of all items, divided by the largest exponential so that none overflows.
 *
 * @throws HnlmError `REWARD_SHAPE`
 */
export function itemRewards(
  options: Pick<RewardNegativesOptions, 'data' | 'scores' | 'falseNegatives'>,
  user: number,
  temperature: number,
): Float64Array {
  const { data, scores, falseNegatives } = options;
  const values = Float64Array.from(scores(user));
  const odds = falseNegatives ? Float64Array.from(falseNegatives(user)) : new Float64Array(data.items.size);
  const isOdd = (p: number) => !(p >= 0 && p <= 1);
  const fits = values.length === data.items.size && odds.length === data.items.size;
  if (!fits || !values.every(Number.isFinite) || odds.some(isOdd)) {
    throw new HnlmError(`rewards of user "${data.users.ids[user]}" cannot be computed`, {
      code: 'REWARD_SHAPE',
      hint: `Give ${data.items.size} finite scores a user, and as many probabilities from 0 to 1.`,
      evidence: { user: data.users.ids[user], scores: values.length, falseNegatives: odds.length },
    });
  }
  const own = rowOf(data.interactions, user);
  for (const item of own) odds[item] = 1;
  const most = values.reduce(
    (best, value, item) => (odds[item] < 1 && value > best ? value : best),
    -Infinity,
  );
  return values.map((value, item) =>
    odds[item] < 1 ? Math.exp((value - most) / temperature) * (1 - odds[item]) : 0,
  );
}

function asText({ texts, items }: TrainView, item: number): PairOutcome {
  const { title, description } = texts[item];
  const id = items.ids[item];
  return {
    text: title ?? description ?? id,
    provenance: { generator: 'reward-sampling', item: id },
    grounded: [{ item: id, similarity: 1 }],
  };
}

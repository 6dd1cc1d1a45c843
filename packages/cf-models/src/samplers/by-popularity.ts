import { contains, HnlmError, type Random, type TrainView } from '@hnlm/core';
import { checkCounts } from '../check-counts.ts';
import type { NegativeSampler } from '../sampler.ts';
import { aliasTable } from './alias-table.ts';

/** Options of {@link byPopularity}. */
export interface ByPopularityOptions {
  /** Negatives of each positive, k; default 1. */
  readonly negatives?: number;
  /** Exponent β of the train count; default .75 (word2vec, Mikolov et al. 2013). 0 is uniform. */
  readonly power?: number;
  /** What the chance grows with: count^β, or log(1 + count) (AdaSIR's default mode). Default `power`. */
  readonly transform?: 'power' | 'log';
}

/**
 * Makes the popularity sampler: each negative is drawn with a chance that grows with the train count of the item, among
 * items that are not train items of the user.
 *
 * @throws HnlmError `OPTION`; while it samples, `NO_NEGATIVE`
 * @example
 * ```ts
 * const negatives = byPopularity({ power: 0.75 });
 * ```
 */
export function byPopularity({
  negatives = 1,
  power = 0.75,
  transform = 'power',
}: ByPopularityOptions = {}): NegativeSampler {
  checkCounts('popularity', { negatives });
  const chance = transform === 'log' ? 'log(1 + count)' : `count^${power}`;
  return {
    name: 'popularity',
    plan: `each positive draws ${negatives === 1 ? '1 item' : `${negatives} items`} without train items of its user, with a chance in proportion to ${chance} in train`,
    prepare({ data }) {
      const draw = popularityDraw(data, (count) =>
        transform === 'log' ? Math.log1p(count) : count ** power,
      );
      return {
        sample({ users }, { random }) {
          const items = new Int32Array(users.length * negatives);
          for (let n = 0; n < items.length; n++) items[n] = draw(users[Math.floor(n / negatives)], random);
          return { items };
        },
      };
    },
  };
}

/** Rejections after which what is left is listed: the user has nearly all that is popular. */
const attempts = 64;

/** Makes the function that draws an unseen item of a user with a chance in proportion to the weight of its count. */
function popularityDraw(
  { interactions, items, users }: TrainView,
  weigh: (count: number) => number,
): (user: number, random: Random) => number {
  const weights = new Float64Array(items.size);
  for (const item of interactions.indices) weights[item]++;
  for (let item = 0; item < weights.length; item++) weights[item] = weigh(weights[item]);
  const table = aliasTable(weights);
  return (user, random) => {
    for (let attempt = 0; attempt < attempts; attempt++) {
      const item = table.draw(random);
      if (!contains(interactions, user, item)) return item;
    }
    const left = weights.map((weight, item) => (contains(interactions, user, item) ? 0 : weight));
    if (left.every((weight) => weight === 0)) {
      throw new HnlmError(`user ${users.ids[user]} has interacted with every item that can be drawn`, {
        code: 'NO_NEGATIVE',
        hint: 'Leave this user out of the training data, or draw uniformly.',
        evidence: { user },
      });
    }
    return aliasTable(left).draw(random);
  };
}

import { HnlmError } from '@hnlm/core';
import { infoNce } from '@hnlm/tfjs-backend';
import * as tf from '@tensorflow/tfjs';
import type { Loss, Reduction } from '../loss.ts';

/** Options of {@link inBatchSoftmax}. */
export interface InBatchSoftmaxOptions {
  /** τ > 0, by which scores are divided; default 1. With cosines as scores some .1 or .2 is usual. */
  readonly temperature?: number;
  /**
   * Takes log p(i) off the scores, p being the item's share of the train interactions: a batch of interactions holds popular
   * items more often than a uniform draw (Yi et al., RecSys 2019, eq. 4-5). Default false.
   */
  readonly correctPopularity?: boolean;
  /** Over positives; default `mean`. */
  readonly reduction?: Reduction;
}

/**
 * Makes the softmax loss of a positive among the items of its batch, InfoNCE without a sampler:
 * -s(u, i)/τ + log Σ_j exp(s(u, j)/τ), j over the batch's B positives. Items of the batch that the user has too are compared
 * with as all others are.
 *
 * @throws HnlmError `OPTION`
 * @example
 * ```ts
 * const options = { backbone: cosine(lightGCN()), loss: inBatchSoftmax({ temperature: 0.2 }) };
 * ```
 */
export function inBatchSoftmax({
  temperature = 1,
  correctPopularity = false,
  reduction = 'mean',
}: InBatchSoftmaxOptions = {}): Loss {
  if (!(temperature > 0)) {
    throw new HnlmError(`a softmax cannot have a temperature of ${temperature}`, {
      code: 'OPTION',
      hint: 'Set temperature above 0.',
    });
  }
  return {
    name: 'in-batch softmax',
    plan: `the softmax of a positive among the items of its batch at temperature ${temperature}${correctPopularity ? ', corrected for popularity' : ''}, the ${reduction} over positives`,
    usesNegatives: false,
    compute({ users, items, batch, data }) {
      const own = Int32Array.from(batch.items.keys());
      if (!correctPopularity) return infoNce(users, items, own, temperature)[reduction]();
      // One more column takes log p off, times τ because all scores are divided by it.
      const shares = tf.tensor2d(logShares(batch.items, data.interactions.indices), [own.length, 1]);
      const anchors = tf.concat([users, tf.onesLike(shares)], 1);
      const others = tf.concat([items, shares.mul<tf.Tensor2D>(-temperature)], 1);
      return infoNce(anchors, others, own, temperature)[reduction]();
    },
  };
}

/** log p of each item of a batch, p being its share of the interactions. */
function logShares(items: Int32Array, interactions: Int32Array): Float32Array {
  const counts = new Map<number, number>();
  for (const item of items) counts.set(item, 0);
  for (const item of interactions) {
    const count = counts.get(item);
    if (count !== undefined) counts.set(item, count + 1);
  }
  return Float32Array.from(items, (item) => Math.log((counts.get(item) as number) / interactions.length));
}

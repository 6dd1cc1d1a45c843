import { HnlmError } from '@hnlm/core';
import * as tf from '@tensorflow/tfjs';
import { logSumExpOfRows } from '../log-sum-exp-of-rows.ts';
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
 * -s(u, i)/τ + log Σ_j exp(s(u, j)/τ), j over the batch's B positives. It takes a `[B, B]` matrix: 16 MB for 2048. Items of the
 * batch that the user has too are compared with as all others are.
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
    usesNegatives: false,
    compute({ positives, users, items, batch, data }) {
      const scores = tf.matMul(users, items, false, true).div<tf.Tensor2D>(temperature);
      const own = positives.div<tf.Tensor2D>(temperature);
      if (!correctPopularity) return logSumExpOfRows(scores).sub(own)[reduction]();
      const shares = tf.tensor2d(logShares(batch.items, data.interactions.indices), [1, batch.items.length]);
      const corrected = logSumExpOfRows(scores.sub<tf.Tensor2D>(shares));
      return corrected.sub(own).add(shares.transpose())[reduction]();
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

import { HnlmError } from '@hnlm/core';
import * as tf from '@tensorflow/tfjs';
import { logSumExpOfRows } from '../log-sum-exp-of-rows.ts';
import type { Loss, Reduction } from '../loss.ts';

/** Options of {@link sampledSoftmax}. */
export interface SampledSoftmaxOptions {
  /** τ > 0, by which scores are divided; default 1 (MixGCF). */
  readonly temperature?: number;
  /** Over positives; default `mean`. */
  readonly reduction?: Reduction;
}

/** Far below any score, and still finite: a weight of 0 leaves its negative out. */
const least = -1e30;

/**
 * Makes the softmax loss of a positive among its k negatives: log(1 + Σ_j w_j exp((s(u, j) - s(u, i)) / τ)), the K-pair loss of
 * the official MixGCF code for τ = 1; with one negative it is BPR. Weights w are 1 unless the sampler gives others.
 *
 * @throws HnlmError `OPTION`
 * @example
 * ```ts
 * const loss = sampledSoftmax({ temperature: 0.2 });
 * ```
 */
export function sampledSoftmax({ temperature = 1, reduction = 'mean' }: SampledSoftmaxOptions = {}): Loss {
  if (!(temperature > 0)) {
    throw new HnlmError(`a softmax cannot have a temperature of ${temperature}`, {
      code: 'OPTION',
      hint: 'Set temperature above 0.',
    });
  }
  return {
    name: 'sampled softmax',
    plan: `the softmax of a positive among its negatives at temperature ${temperature}, the ${reduction} over positives`,
    usesNegatives: true,
    compute({ positives, negatives, weights }) {
      const differences = negatives.sub(positives).div(temperature) as tf.Tensor2D;
      const weighted = weights ? differences.add<tf.Tensor2D>(weights.log().maximum(least)) : differences;
      return tf.softplus(logSumExpOfRows(weighted))[reduction]();
    },
  };
}

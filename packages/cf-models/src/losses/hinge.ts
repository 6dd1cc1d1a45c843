import { HnlmError } from '@hnlm/core';
import * as tf from '@tensorflow/tfjs';
import type { Loss, Reduction } from '../loss.ts';

/** Options of {@link hinge}. */
export interface HingeOptions {
  /** By how much a positive is to be scored above a negative, m > 0; default 1 (LibCML on MovieLens-100K). */
  readonly margin?: number;
  /** Which negatives of a positive count: each, or only the one with the largest term. Default `all`. */
  readonly over?: 'all' | 'hardest';
  /**
   * Multiplies the terms of a positive by log(1 + |V| · r), r being the share of its negatives that violate the margin: an
   * estimate of its rank (Hsieh et al. 2017, eq. 3-4). No gradient flows through it. Default false.
   */
  readonly rankWeighted?: boolean;
  /** Over the terms; default `mean`. */
  readonly reduction?: Reduction;
}

/**
 * Makes the hinge loss: max(0, m + s(u, j) - s(u, i)) for each pair. The loss of the official CML code is that of the hardest
 * negative, rank-weighted and summed.
 *
 * @throws HnlmError `OPTION`
 * @example
 * ```ts
 * const loss = hinge({ margin: 0.5, over: 'hardest', rankWeighted: true, reduction: 'sum' });
 * ```
 */
export function hinge({
  margin = 1,
  over = 'all',
  rankWeighted = false,
  reduction = 'mean',
}: HingeOptions = {}): Loss {
  if (!(margin > 0)) {
    throw new HnlmError(`a hinge cannot have a margin of ${margin}`, {
      code: 'OPTION',
      hint: 'Set margin above 0.',
    });
  }
  return {
    name: 'hinge',
    plan: `the hinge with a margin of ${margin} over ${over === 'all' ? 'all negatives' : 'the hardest negative'}${rankWeighted ? ', weighted by the estimated rank' : ''}, the ${reduction} over ${over === 'all' ? 'pairs' : 'positives'}`,
    usesNegatives: true,
    compute({ positives, negatives, weights, data }) {
      const violations = tf.relu(negatives.sub(positives).add(margin));
      let terms = weights ? violations.mul(weights) : violations;
      if (over === 'hardest') terms = largestOfRows(terms);
      if (rankWeighted) {
        // Nothing flows through a step.
        const share = violations.step().mean(1, true);
        terms = terms.mul(share.mul(data.items.size).add(1).log());
      }
      return terms[reduction]();
    },
  };
}

/**
 * The largest entry of each row, `[n, 1]`. Its gradient is shared among equal ones: that of `tf.max` goes to each of them in
 * full, so that an item that was drawn twice would count twice.
 */
function largestOfRows(rows: tf.Tensor): tf.Tensor {
  const smaller = rows.max(1, true).sub(rows).step();
  const largest = tf.sub(1, smaller);
  return rows.mul(largest).sum(1, true).div(largest.sum(1, true));
}

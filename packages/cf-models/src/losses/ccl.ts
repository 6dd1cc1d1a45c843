import { HnlmError } from '@hnlm/core';
import * as tf from '@tensorflow/tfjs';
import type { Loss, Reduction } from '../loss.ts';

/** Options of {@link ccl}; the defaults are those of MF-CCL on Yelp2018 (RecZoo). */
export interface CclOptions {
  /** Cosine up to which a negative costs nothing, m; default .9. */
  readonly margin?: number;
  /** Weight of the negatives of a positive together, w; default 150. */
  readonly negativeWeight?: number;
  /** Over positives; default `mean`. */
  readonly reduction?: Reduction;
}

/**
 * Makes the cosine contrastive loss of SimpleX: 1 - s(u, i) + w / k · Σ_j max(0, s(u, j) - m) (Mao et al., CIKM 2021, eq. 1).
 * Scores are to be cosines: wrap the backbone in `cosine()`. It is meant for hundreds of negatives.
 *
 * @throws HnlmError `OPTION`
 * @example
 * ```ts
 * const options = {
 *   backbone: cosine(mf({ dim: 64 })),
 *   negatives: uniform({ negatives: 800 }),
 *   loss: ccl({ margin: 0.9, negativeWeight: 150 }),
 * };
 * ```
 */
export function ccl({ margin = 0.9, negativeWeight = 150, reduction = 'mean' }: CclOptions = {}): Loss {
  if (!(margin >= -1 && margin < 1 && negativeWeight > 0)) {
    throw new HnlmError(
      `the cosine contrastive loss cannot have a margin of ${margin} and a weight of negatives of ${negativeWeight}`,
      { code: 'OPTION', hint: 'Set margin to at least -1 and below 1, and negativeWeight above 0.' },
    );
  }
  return {
    name: 'CCL',
    plan: `the cosine contrastive loss with a margin of ${margin} and a weight of negatives of ${negativeWeight}, the ${reduction} over positives`,
    usesNegatives: true,
    compute({ positives, negatives, weights }) {
      const excess = tf.relu(negatives.sub(margin));
      const ofNegatives = (weights ? excess.mul(weights) : excess).mean(1, true).mul(negativeWeight);
      return ofNegatives.sub(positives).add(1)[reduction]();
    },
  };
}

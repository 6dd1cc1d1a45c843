import { HnlmError } from '@hnlm/core';
import { unitRows } from '@hnlm/tfjs-backend';
import * as tf from '@tensorflow/tfjs';
import type { Loss } from '../loss.ts';
import { uniformity } from './uniformity.ts';

/** Options of {@link alignmentUniformity}. */
export interface AlignmentUniformityOptions {
  /** γ >= 0, the weight of uniformity; default 1 (official code on Yelp). */
  readonly gamma?: number;
}

/**
 * Makes the loss of DirectAU, without negatives: the mean of |x - y|² over the batch's pairs of a user x and an item y, and γ
 * times the mean of the users' and the items' uniformity, log mean exp(-2 |a - b|²) over pairs of the batch. Embeddings enter
 * with length 1 (Wang et al., KDD 2022, eq. 4 and 9; official code). It takes `[B, B]` matrices.
 *
 * @throws HnlmError `OPTION`
 * @example
 * ```ts
 * const options = { backbone: lightGCN({ layers: 2 }), loss: alignmentUniformity({ gamma: 2 }) };
 * ```
 */
export function alignmentUniformity({ gamma = 1 }: AlignmentUniformityOptions = {}): Loss {
  if (!(gamma >= 0)) {
    throw new HnlmError(`uniformity cannot have a weight of ${gamma}`, {
      code: 'OPTION',
      hint: 'Set gamma to 0 or above; the paper tries .2 to 10.',
    });
  }
  return {
    name: 'alignment and uniformity',
    plan: `alignment and ${gamma} times uniformity within the batch`,
    usesNegatives: false,
    compute({ users, items }) {
      const [x, y] = [unitRows(users), unitRows(items)];
      const alignment = tf.squaredDifference(x, y).sum(1).mean<tf.Scalar>();
      if (gamma === 0) return alignment;
      return alignment.add(
        uniformity(x)
          .add(uniformity(y))
          .mul(gamma / 2),
      );
    },
  };
}

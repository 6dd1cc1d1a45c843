import * as tf from '@tensorflow/tfjs';
import type { Loss, Reduction } from '../loss.ts';

/** Options of {@link bpr}. */
export interface BprOptions {
  /** Over pairs of a positive and a negative; default the mean (official LightGCN code). */
  readonly reduction?: Reduction;
}

/** Makes the BPR loss: softplus(s(u, j) - s(u, i)) for each pair (Rendle et al. 2009). */
export function bpr({ reduction = 'mean' }: BprOptions = {}): Loss {
  return {
    name: 'BPR',
    usesNegatives: true,
    compute({ positives, negatives, weights }) {
      const losses = tf.softplus(negatives.sub(positives));
      return (weights ? losses.mul(weights) : losses)[reduction]();
    },
  };
}

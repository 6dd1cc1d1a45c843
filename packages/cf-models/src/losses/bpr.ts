import * as tf from '@tensorflow/tfjs';
import type { RankingLoss } from '../loss.ts';

/** Makes the BPR loss: the mean of softplus(s(u, j) - s(u, i)) (Rendle et al. 2009, with the mean for the sum). */
export function bpr(): RankingLoss {
  return {
    name: 'BPR',
    compute: ({ positives, negatives, weights }) => {
      const losses = tf.softplus(negatives.sub(positives));
      return (weights ? losses.mul(weights) : losses).mean();
    },
  };
}

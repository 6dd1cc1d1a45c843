import { HnlmError } from '@hnlm/core';
import * as tf from '@tensorflow/tfjs';
import type { Loss, Reduction } from '../loss.ts';

/** Options of {@link bpr}. */
export interface BprOptions {
  /** Over pairs of a positive and a negative; default the mean (official LightGCN code). */
  readonly reduction?: Reduction;
  /** ε >= 0 of -log(ε + σ(s(u, i) - s(u, j))); SELFRec has 1e-5. Default 0. */
  readonly epsilon?: number;
}

/**
 * Makes the BPR loss: -log σ(s(u, i) - s(u, j)) for each pair (Rendle et al. 2009). With several negatives each of them makes
 * a pair; `sampledSoftmax` compares with all of them at once.
 *
 * @throws HnlmError `OPTION`
 * @example
 * ```ts
 * const loss = bpr({ reduction: 'sum' });
 * ```
 */
export function bpr({ reduction = 'mean', epsilon = 0 }: BprOptions = {}): Loss {
  if (!(epsilon >= 0)) {
    throw new HnlmError(`BPR cannot have an epsilon of ${epsilon}`, {
      code: 'OPTION',
      hint: 'Leave epsilon out, or set it to a small positive number such as 1e-5.',
    });
  }
  return {
    name: 'BPR',
    plan: `BPR${epsilon > 0 ? ` with ${epsilon} added to σ` : ''}, the ${reduction} over pairs`,
    usesNegatives: true,
    compute({ positives, negatives, weights }) {
      const differences = negatives.sub(positives);
      const losses =
        epsilon === 0 ? tf.softplus(differences) : tf.sigmoid(differences.neg()).add(epsilon).log().neg();
      return (weights ? losses.mul(weights) : losses)[reduction]();
    },
  };
}

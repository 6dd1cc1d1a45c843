import { HnlmError } from '@hnlm/core';
import type { Tensor1D, Tensor2D } from '@tensorflow/tfjs';
import * as tf from '@tensorflow/tfjs';
import { checkRows } from '../check-rows.ts';

/**
 * Computes the contrastive loss of each anchor: -log of the share that its own counterpart has in the sum over all others,
 * -log(exp(a . o_own / t) / sum over j of exp(a . o_j / t)) (van den Oord et al. 2018, eq. 4). Differentiable in both
 * tables. It takes dot products as they are: give {@link unitRows} for cosines.
 *
 * @param anchors `[n, d]`
 * @param others `[m, d]`
 * @param own the row of `others` that belongs to each anchor, `[n]`
 * @param temperature t
 * @returns `[n]`
 * @throws HnlmError `SHAPE`, `ROW_RANGE`, `OPTION`
 * @example
 * ```ts
 * const loss = infoNce(unitRows(first), unitRows(second), Int32Array.from({ length: n }, (_, row) => row), 0.2).mean();
 * ```
 */
export function infoNce(anchors: Tensor2D, others: Tensor2D, own: Int32Array, temperature: number): Tensor1D {
  if (anchors.shape[1] !== others.shape[1] || own.length !== anchors.shape[0]) {
    throw new HnlmError(
      `anchors of shape [${anchors.shape}] with ${own.length} counterparts do not fit others of shape [${others.shape}]`,
      {
        code: 'SHAPE',
        hint: 'Give both tables the same number of columns and one counterpart to each anchor.',
      },
    );
  }
  if (!(temperature > 0)) {
    throw new HnlmError(`a temperature of ${temperature} divides no scores`, {
      code: 'OPTION',
      hint: 'Set it above 0, for example to 0.2.',
    });
  }
  checkRows(own, others.shape[0], 'own');
  return tf.tidy(() => {
    const scores = tf.matMul(anchors, others, false, true).div(temperature);
    const ownScores = anchors
      .mul(tf.gather(others, tf.tensor1d(own, 'int32')))
      .sum(1)
      .div(temperature);
    return tf.logSumExp(scores, 1).sub(ownScores) as Tensor1D;
  });
}

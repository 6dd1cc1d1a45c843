import type { Tensor2D } from '@tensorflow/tfjs';
import * as tf from '@tensorflow/tfjs';

const compute = tf.customGrad<Tensor2D>((x, save) => {
  const rows = x as Tensor2D;
  const value = tf.logSumExp<Tensor2D>(rows, 1, true);
  (save as tf.GradSaveFunc)([rows, value]);
  return { value, gradFunc: (dy, [of, sums]) => of.sub(sums).exp().mul(dy) };
});

/** Computes log Σ exp of each row, `[n, 1]`, for `[n, m]`. Its gradient is the softmax of the row, without that of the maximum. */
export function logSumExpOfRows(rows: Tensor2D): Tensor2D {
  return compute(rows);
}

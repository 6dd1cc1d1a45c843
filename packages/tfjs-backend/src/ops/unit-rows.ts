import type { Tensor2D } from '@tensorflow/tfjs';
import * as tf from '@tensorflow/tfjs';

/** A row that is shorter is divided by it instead of by its length (PyTorch's `normalize`). */
export const shortestRow = 1e-12;

/**
 * Divides each row by its length, or by 1e-12 where it is shorter (PyTorch's `normalize`). Differentiable.
 *
 * @param x `[n, d]`
 * @example
 * ```ts
 * const cosines = tf.matMul(unitRows(users), unitRows(items), false, true);
 * ```
 */
export function unitRows(x: Tensor2D): Tensor2D {
  return tf.tidy(() => x.div(x.square().sum(1, true).sqrt().maximum(shortestRow)) as Tensor2D);
}

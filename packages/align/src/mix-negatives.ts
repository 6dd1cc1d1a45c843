import type { Tensor2D } from '@tensorflow/tfjs';
import * as tf from '@tensorflow/tfjs';

/**
 * Mixes generated vectors into negatives, row by row: α h + (1 - α) e_j (HNLMRec, arXiv 2504.04726, "mixup").
 * Differentiable in both.
 *
 * @param negatives embeddings of drawn items, `[B, d]`
 * @param generated vectors in collaborative space, `[B, d]`
 * @param alpha weight of the generated vector in each row, `[B]`; 0 leaves the row as it is
 */
export function mixNegatives(negatives: Tensor2D, generated: Tensor2D, alpha: Float32Array): Tensor2D {
  const rows = negatives.shape[0];
  const weights = tf.tensor2d(alpha, [rows, 1]);
  const rest = tf.tensor2d(
    alpha.map((weight) => 1 - weight),
    [rows, 1],
  );
  return generated.mul(weights).add(negatives.mul(rest)) as Tensor2D;
}

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
  const [rows, d] = negatives.shape;
  // Weights in full shape: products of one shape take the fast path of the backend.
  const weights = new Float32Array(rows * d);
  for (let row = 0; row < rows; row++) weights.fill(alpha[row], row * d, (row + 1) * d);
  const rest = weights.map((weight) => 1 - weight);
  return tf.add(
    generated.mul(tf.tensor2d(weights, [rows, d])),
    negatives.mul(tf.tensor2d(rest, [rows, d])),
  ) as Tensor2D;
}

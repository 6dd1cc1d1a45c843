import type { Tensor1D, Tensor2D } from '@tensorflow/tfjs';
import * as tf from '@tensorflow/tfjs';

/**
 * Adds the rows of `source` into a table of zeros, in tfjs operations: TensorFlow's own kernel takes segments in
 * rising order, so the rows are sorted first.
 *
 * @param rows `[n]`, the row of the result that each row of `source` belongs to
 * @returns `[height, d]`
 */
export function segmentSum(source: Tensor2D, rows: Int32Array, height: number): Tensor2D {
  const d = source.shape[1];
  if (rows.length === 0) return tf.zeros([height, d]);
  const order = Int32Array.from(rows.keys()).sort((a, b) => rows[a] - rows[b] || a - b);
  const segments = order.map((place) => rows[place]);
  const sums = tf.sparse.sparseSegmentSum(
    source,
    tf.tensor1d(order, 'int32') as Tensor1D,
    tf.tensor1d(segments, 'int32') as Tensor1D,
  ) as Tensor2D;
  const missing = height - sums.shape[0];
  return missing === 0 ? sums : sums.concat(tf.zeros([missing, d]));
}

import type { Scalar, Tensor, Tensor1D, Tensor2D } from '@tensorflow/tfjs';
import * as tf from '@tensorflow/tfjs';
import { checkRows } from '../check-rows.ts';
import { defineKernel } from '../define-kernel.ts';
import { segmentSum } from './segment-sum.ts';

const gradient = defineKernel<'table' | 'rows' | 'dy', object>({
  name: 'HnlmSumSquaresOfRowsGradient',
  composed({ table, rows, dy }) {
    const scaled = tf.gather(table, rows as Tensor1D).mul(dy.mul(2));
    return segmentSum(scaled as Tensor2D, rows.dataSync() as Int32Array, table.shape[0]);
  },
  hnlm({ table, rows, dy }, _attributes, backend) {
    const out = backend.zeros(table.shape);
    const { kernels } = backend.wasm;
    kernels.scatterScaledRows(
      backend.address(rows),
      rows.shape[0],
      backend.address(table),
      table.shape[1],
      2 * backend.float32(dy)[0],
      backend.address(out),
    );
    return out;
  },
});

const run = defineKernel<'table' | 'rows', object>({
  name: 'HnlmSumSquaresOfRows',
  save: { inputs: ['table', 'rows'] },
  composed: ({ table, rows }) =>
    tf
      .gather(table, rows as Tensor1D)
      .square()
      .sum(),
  hnlm({ table, rows }, _attributes, backend) {
    const out = backend.allocate([], 'float32');
    const { kernels } = backend.wasm;
    backend.float32(out)[0] = kernels.sumSquaresOfRows(
      backend.address(rows),
      rows.shape[0],
      backend.address(table),
      table.shape[1],
    );
    return out;
  },
  gradient(dy, [table, rows]) {
    return { table: () => gradient({ table, rows, dy: dy as Tensor }, {})[0] };
  },
});

/**
 * Sums the squared norms of some rows of a table, repeats counted each time: the usual L2 term over a batch.
 * Differentiable in the table.
 *
 * @param table `[rows, d]`
 * @throws HnlmError `ROW_RANGE`
 */
export function sumSquaresOfRows(table: Tensor2D, rows: Int32Array): Scalar {
  checkRows(rows, table.shape[0], 'rows');
  return tf.tidy(() => run({ table, rows: tf.tensor1d(rows, 'int32') }, {})[0] as Scalar);
}

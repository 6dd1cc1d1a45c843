import { expandRows, HnlmError } from '@hnlm/core';
import type { Tensor, Tensor2D } from '@tensorflow/tfjs';
import * as tf from '@tensorflow/tfjs';
import { defineKernel, type Operation } from '../define-kernel.ts';
import type { CompressedRows, SparseMatrix } from '../sparse-matrix.ts';
import { segmentSum } from './segment-sum.ts';

interface Attributes {
  readonly matrix: CompressedRows;
  readonly transposed: CompressedRows;
}

const run: Operation<'x', Attributes> = defineKernel<'x', Attributes>({
  name: 'HnlmSparseMatMul',
  composed({ x }, { matrix: { height, indptr, indices, weights } }) {
    if (indices.size === 0) return tf.zeros([height, x.shape[1] as number]);
    const rows = tf.gather(x, indices).mul(weights.expandDims(1)) as Tensor2D;
    return segmentSum(rows, expandRows({ rows: height, indptr: indptr.dataSync() as Int32Array }), height);
  },
  hnlm({ x }, { matrix: { height, indptr, indices, weights } }, backend) {
    const d = x.shape[1];
    const out = backend.allocate([height, d], 'float32');
    const addresses = [indptr, indices, weights, x, out].map((info) => backend.address(info));
    const [starts, columns, values, from, to] = addresses;
    const work = { count: height, floats: (indices.size + height) * d };
    backend.wasm.run('sparseMatMul', work, d, starts, columns, values, from, to);
    return out;
  },
  gradient: (dy, _saved, { matrix, transposed }) => ({
    x: () => run({ x: dy as Tensor }, { matrix: transposed, transposed: matrix })[0],
  }),
});

/**
 * Multiplies a sparse matrix M by a dense one: M x, `[rows, d]`. Differentiable in `x`: the gradient is the transpose of
 * M times that of the result.
 *
 * @param x `[columns, d]`
 * @throws HnlmError `SHAPE`
 * @example
 * ```ts
 * const matrix = sparseMatrix(csrFromPairs(2, 3, [0, 0, 1], [0, 2, 1]), [0.5, 0.5, 1]);
 * const means = sparseMatMul(matrix, tf.ones([3, 4]));
 * ```
 */
export function sparseMatMul(matrix: SparseMatrix, x: Tensor2D): Tensor2D {
  if (x.shape[0] !== matrix.columns) {
    throw new HnlmError(
      `a matrix of ${matrix.columns} columns cannot be multiplied by one of shape [${x.shape}]`,
      { code: 'SHAPE', hint: 'The right matrix needs one row for each column of the left one.' },
    );
  }
  return run({ x }, { matrix: matrix.byRows, transposed: matrix.byColumns })[0] as Tensor2D;
}

import type { Scalar, Tensor, Tensor2D } from '@tensorflow/tfjs';
import * as tf from '@tensorflow/tfjs';
import { checkRows } from '../check-rows.ts';
import { defineKernel, valuesOf } from '../define-kernel.ts';

const gradient = defineKernel<'table' | 'rows' | 'dy', object>({
  name: 'HnlmSumSquaresOfRowsGradient',
  cpu({ table, rows, dy }, _attributes, backend) {
    const d = table.shape[1];
    const from = valuesOf<Float32Array>(backend, table);
    const scale = 2 * valuesOf<Float32Array>(backend, dy)[0];
    const out = new Float32Array(from.length);
    for (const row of valuesOf<Int32Array>(backend, rows)) {
      for (let c = row * d; c < (row + 1) * d; c++) out[c] += scale * from[c];
    }
    return backend.makeTensorInfo(table.shape, 'float32', out as never);
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
  cpu({ table, rows }, _attributes, backend) {
    const d = table.shape[1];
    const from = valuesOf<Float32Array>(backend, table);
    let sum = 0;
    for (const row of valuesOf<Int32Array>(backend, rows)) {
      for (let c = row * d; c < (row + 1) * d; c++) sum += from[c] * from[c];
    }
    return backend.makeTensorInfo([], 'float32', Float32Array.of(sum) as never);
  },
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

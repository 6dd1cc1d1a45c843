import { HnlmError } from '@hnlm/core';
import type { Tensor1D, Tensor2D, TensorInfo } from '@tensorflow/tfjs';
import * as tf from '@tensorflow/tfjs';
import type { HnlmBackend } from '../backend.ts';
import { checkRows } from '../check-rows.ts';
import { defineKernel, type Operation } from '../define-kernel.ts';
import { segmentSum } from './segment-sum.ts';

const scatter: Operation<'source' | 'rows', { readonly height: number }> = defineKernel<
  'source' | 'rows',
  { readonly height: number }
>({
  name: 'HnlmScatterAddRows',
  composed: ({ source, rows }, { height }) =>
    segmentSum(source as Tensor2D, rows.dataSync() as Int32Array, height),
  hnlm({ source, rows }, { height }, backend) {
    const d = source.shape[1];
    const out = backend.zeros([height, d]);
    const { kernels } = backend.wasm;
    kernels.scatterAddRows(
      backend.address(rows),
      rows.shape[0],
      backend.address(source),
      d,
      backend.address(out),
    );
    return out;
  },
  gradient(dy, [rows]) {
    return { source: () => gather({ table: dy as Tensor2D, rows }, {})[0] };
  },
  save: { inputs: ['rows'] },
});

const gather: Operation<'table' | 'rows', object> = defineKernel<'table' | 'rows', object>({
  name: 'HnlmGatherRows',
  composed: ({ table, rows }) => tf.gather(table, rows as Tensor1D),
  hnlm: ({ table, rows }, _attributes, backend) => gatherOnHnlm(backend, table, rows),
  gradient(dy, [table, rows]) {
    return { table: () => scatter({ source: dy as Tensor2D, rows }, { height: table.shape[0] })[0] };
  },
  save: { inputs: ['table', 'rows'] },
});

/** Gathers rows on the `hnlm` backend, for kernels that need it too. */
export function gatherOnHnlm(backend: HnlmBackend, table: TensorInfo, rows: TensorInfo): TensorInfo {
  const [count] = rows.shape;
  const d = table.shape[1];
  const out = backend.allocate([count, d], 'float32');
  const [list, from, to] = [rows, table, out].map((info) => backend.address(info));
  backend.wasm.run('gatherRows', { count, floats: 2 * count * d }, list, from, d, to);
  return out;
}

/**
 * Gathers rows of a table, repeats included: `[n, d]`. Its gradient adds up the rows that were gathered more than once.
 *
 * @param table `[rows, d]`
 * @throws HnlmError `ROW_RANGE`
 */
export function gatherRows(table: Tensor2D, rows: Int32Array): Tensor2D {
  checkRows(rows, table.shape[0], 'rows');
  return tf.tidy(() => gather({ table, rows: tf.tensor1d(rows, 'int32') }, {})[0] as Tensor2D);
}

/**
 * Adds the rows of `source` into a table of zeros at `rows`; repeats add up. Differentiable in `source`.
 *
 * @param source `[n, d]`
 * @param height rows of the result, `[height, d]`
 * @throws HnlmError `SHAPE`, `ROW_RANGE`
 */
export function scatterAddRows(source: Tensor2D, rows: Int32Array, height: number): Tensor2D {
  if (source.shape[0] !== rows.length) {
    throw new HnlmError(`${rows.length} rows do not fit a source of shape [${source.shape}]`, {
      code: 'SHAPE',
      hint: 'Give one row of the result for each row of the source.',
    });
  }
  checkRows(rows, height, 'rows');
  return tf.tidy(() => scatter({ source, rows: tf.tensor1d(rows, 'int32') }, { height })[0] as Tensor2D);
}

import type { Csr } from '@hnlm/core';
import { expandRows, HnlmError } from '@hnlm/core';
import type { Tensor, Tensor2D } from '@tensorflow/tfjs';
import * as tf from '@tensorflow/tfjs';
import { createArena } from '../arena.ts';
import { defineKernel, type Operation } from '../define-kernel.ts';
import { turnEntries, type WeightedEntries, weightedEntries } from '../sparse-matrix.ts';
import { segmentSum } from './segment-sum.ts';

interface Attributes {
  readonly entries: WeightedEntries;
  /** Rows of the table. */
  readonly columns: number;
}

const run: Operation<'table', Attributes> = defineKernel<'table', Attributes>({
  name: 'HnlmWeightedRows',
  composed({ table }, { entries: { indptr, indices, weights } }) {
    const height = indptr.length - 1;
    if (indices.length === 0) return tf.zeros([height, table.shape[1] as number]);
    const rows = tf.gather(table, tf.tensor1d(indices, 'int32')).mul(tf.tensor1d(weights).expandDims(1));
    return segmentSum(rows as Tensor2D, expandRows({ rows: height, indptr }), height);
  },
  hnlm({ table }, { entries: { indptr, indices, weights } }, backend) {
    const d = table.shape[1];
    const height = indptr.length - 1;
    const out = backend.allocate([height, d], 'float32');
    const lists = createArena(backend.wasm.heap);
    try {
      const [starts, columns, values] = [indptr, indices, weights].map((list) => lists.place(list));
      const work = { count: height, floats: (indices.length + height) * d };
      backend.wasm.run(
        'sparseMatMul',
        work,
        d,
        starts,
        columns,
        values,
        backend.address(table),
        backend.address(out),
      );
    } finally {
      lists.free();
    }
    return out;
  },
  gradient(dy, _saved, { entries, columns }) {
    const turned = turnEntries(entries, columns);
    const height = entries.indptr.length - 1;
    return { table: () => run({ table: dy as Tensor }, { entries: turned, columns: height })[0] };
  },
});

/**
 * Adds up rows of a table with weights: row r of the result is the sum of table[indices[e]] times weights[e] over the
 * entries e of row r, `[rows, d]`. It is {@link sparseMatMul} with a matrix that is used once, such as one that follows from
 * a batch. Differentiable in the table; no gradient flows to the weights.
 *
 * @param table `[columns, d]`
 * @param csr `[rows, columns]`; columns of a row may repeat, and come in any order
 * @param weights `[entries]`, in the order of `csr.indices`; default all 1
 * @throws HnlmError `SHAPE`, `ROW_RANGE`, `WEIGHTS`
 * @example
 * ```ts
 * const indptr = Int32Array.of(0, 2);
 * const middle = weightedRows(table, { rows: 1, columns: table.shape[0], indptr, indices: Int32Array.of(3, 8) }, [0.5, 0.5]);
 * ```
 */
export function weightedRows(table: Tensor2D, csr: Csr, weights?: ArrayLike<number>): Tensor2D {
  const [columns] = table.shape;
  if (csr.columns !== columns) {
    throw new HnlmError(`entries of ${csr.columns} columns do not fit a table of shape [${table.shape}]`, {
      code: 'SHAPE',
      hint: 'Give as many columns as the table has rows.',
    });
  }
  return run({ table }, { entries: weightedEntries(csr, weights), columns })[0] as Tensor2D;
}

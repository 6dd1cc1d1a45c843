import { type Csr, HnlmError } from '@hnlm/core';
import * as tf from '@tensorflow/tfjs';
import { checkCsr } from './check-csr.ts';

/** Weighted entries of a matrix in compressed rows. */
export interface CompressedRows {
  /** Rows of the matrix. */
  readonly height: number;
  /** int32 `[height + 1]` */
  readonly indptr: tf.Tensor1D;
  /** int32 `[entries]`: the column of each entry */
  readonly indices: tf.Tensor1D;
  /** `[entries]` */
  readonly weights: tf.Tensor1D;
}

/** A sparse matrix of float32 weights, by rows and, for gradients, by columns. */
export interface SparseMatrix {
  readonly rows: number;
  readonly columns: number;
  readonly byRows: CompressedRows;
  readonly byColumns: CompressedRows;
  dispose(): void;
}

/**
 * Makes a sparse matrix from compressed rows and the weight of each entry.
 *
 * @param weights `[entries]`, in the order of `csr.indices`; default all 1
 * @throws HnlmError `SHAPE`, `ROW_RANGE`, `WEIGHTS`: of the wrong length, or not finite
 * @example
 * ```ts
 * const matrix = sparseMatrix(csrFromPairs(2, 3, [0, 0, 1], [0, 2, 1]), [0.5, 0.5, 1]);
 * ```
 */
export function sparseMatrix(csr: Csr, weights?: ArrayLike<number>): SparseMatrix {
  checkCsr(csr);
  const { rows, columns, indptr, indices } = csr;
  const values = weights ? Float32Array.from(weights) : new Float32Array(indices.length).fill(1);
  const bad = values.findIndex((weight) => !Number.isFinite(weight));
  if (values.length !== indices.length || bad >= 0) {
    const what = bad >= 0 ? `weight ${bad} is ${values[bad]}` : `there are ${values.length} weights`;
    throw new HnlmError(`${what}, for a matrix of ${indices.length} entries`, {
      code: 'WEIGHTS',
      hint: 'Give one finite number for each entry, in the order of csr.indices.',
    });
  }
  const byRows = hold(rows, indptr, indices, values);
  const byColumns = hold(columns, ...turn(csr, values));
  return {
    rows,
    columns,
    byRows,
    byColumns,
    dispose() {
      for (const { indptr, indices, weights } of [byRows, byColumns]) tf.dispose([indptr, indices, weights]);
    },
  };
}

function hold(
  height: number,
  indptr: Int32Array,
  indices: Int32Array,
  weights: Float32Array,
): CompressedRows {
  const keep = (values: Int32Array | Float32Array, dtype: 'int32' | 'float32') =>
    tf.keep(tf.tensor1d(values, dtype));
  return {
    height,
    indptr: keep(indptr, 'int32'),
    indices: keep(indices, 'int32'),
    weights: keep(weights, 'float32'),
  };
}

/** The same entries by columns: row pointers, row of each entry, weights. */
function turn(csr: Csr, weights: Float32Array): [Int32Array, Int32Array, Float32Array] {
  const indptr = new Int32Array(csr.columns + 1);
  for (const column of csr.indices) indptr[column + 1]++;
  for (let column = 0; column < csr.columns; column++) indptr[column + 1] += indptr[column];
  const next = indptr.slice();
  const indices = new Int32Array(csr.indices.length);
  const turned = new Float32Array(csr.indices.length);
  for (let row = 0; row < csr.rows; row++) {
    for (let entry = csr.indptr[row]; entry < csr.indptr[row + 1]; entry++) {
      const place = next[csr.indices[entry]]++;
      indices[place] = row;
      turned[place] = weights[entry];
    }
  }
  return [indptr, indices, turned];
}

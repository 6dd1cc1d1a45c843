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

/** Weighted entries of a matrix in compressed rows, as plain lists. */
export interface WeightedEntries {
  /** `[height + 1]` */
  readonly indptr: Int32Array;
  /** `[entries]`: the column of each entry */
  readonly indices: Int32Array;
  /** `[entries]` */
  readonly weights: Float32Array;
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
  const { rows, columns } = csr;
  const entries = weightedEntries(csr, weights && Float32Array.from(weights));
  const byRows = hold(rows, entries);
  const byColumns = hold(columns, turnEntries(entries, columns));
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

/**
 * Checks compressed rows and their weights, 1 by default.
 *
 * @throws HnlmError `SHAPE`, `ROW_RANGE`, `WEIGHTS`
 */
export function weightedEntries(csr: Csr, weights?: ArrayLike<number>): WeightedEntries {
  checkCsr(csr);
  const { indptr, indices } = csr;
  const given = weights instanceof Float32Array ? weights : weights && Float32Array.from(weights);
  const values = given ?? new Float32Array(indices.length).fill(1);
  const bad = values.findIndex((weight) => !Number.isFinite(weight));
  if (values.length !== indices.length || bad >= 0) {
    const what = bad >= 0 ? `weight ${bad} is ${values[bad]}` : `there are ${values.length} weights`;
    throw new HnlmError(`${what}, for a matrix of ${indices.length} entries`, {
      code: 'WEIGHTS',
      hint: 'Give one finite number for each entry, in the order of csr.indices.',
    });
  }
  return { indptr, indices, weights: values };
}

function hold(height: number, { indptr, indices, weights }: WeightedEntries): CompressedRows {
  const keep = (values: Int32Array | Float32Array, dtype: 'int32' | 'float32') =>
    tf.keep(tf.tensor1d(values, dtype));
  return {
    height,
    indptr: keep(indptr, 'int32'),
    indices: keep(indices, 'int32'),
    weights: keep(weights, 'float32'),
  };
}

/** Lists the same entries by columns. */
export function turnEntries(byRows: WeightedEntries, columns: number): WeightedEntries {
  const indptr = new Int32Array(columns + 1);
  for (const column of byRows.indices) indptr[column + 1]++;
  for (let column = 0; column < columns; column++) indptr[column + 1] += indptr[column];
  const next = indptr.slice();
  const indices = new Int32Array(byRows.indices.length);
  const weights = new Float32Array(indices.length);
  for (let row = 0; row + 1 < byRows.indptr.length; row++) {
    for (let entry = byRows.indptr[row]; entry < byRows.indptr[row + 1]; entry++) {
      const place = next[byRows.indices[entry]]++;
      indices[place] = row;
      weights[place] = byRows.weights[entry];
    }
  }
  return { indptr, indices, weights };
}

import { HnlmError } from './errors.ts';

/**
 * Holds a sparse set of (row, column) pairs in compressed rows: the columns of row `r` are
 * `indices.subarray(indptr[r], indptr[r + 1])`, ascending and without repeats.
 */
export interface Csr {
  readonly rows: number;
  readonly columns: number;
  /** `[rows + 1]` */
  readonly indptr: Int32Array;
  /** `[pairs]` */
  readonly indices: Int32Array;
}

/**
 * Builds compressed rows from parallel lists of pairs; repeated pairs count once.
 *
 * @throws HnlmError `CSR_RANGE` if an index lies outside the matrix.
 */
export function csrFromPairs(
  rows: number,
  columns: number,
  rowOf: ArrayLike<number>,
  columnOf: ArrayLike<number>,
): Csr {
  const counts = new Int32Array(rows + 1);
  for (let pair = 0; pair < rowOf.length; pair++) {
    const row = rowOf[pair];
    const column = columnOf[pair];
    if (!(row >= 0 && row < rows && column >= 0 && column < columns)) {
      throw new HnlmError(`pair ${pair}: (${row}, ${column}) lies outside a ${rows} x ${columns} matrix`, {
        code: 'CSR_RANGE',
        evidence: { pair, row, column },
      });
    }
    counts[row + 1]++;
  }
  for (let row = 0; row < rows; row++) counts[row + 1] += counts[row];
  const filled = counts.slice();
  const all = new Int32Array(rowOf.length);
  for (let pair = 0; pair < rowOf.length; pair++) all[filled[rowOf[pair]]++] = columnOf[pair];

  const indptr = new Int32Array(rows + 1);
  let kept = 0;
  for (let row = 0; row < rows; row++) {
    const sorted = all.subarray(counts[row], counts[row + 1]).sort();
    for (let index = 0; index < sorted.length; index++) {
      if (index === 0 || sorted[index] !== sorted[index - 1]) all[kept++] = sorted[index];
    }
    indptr[row + 1] = kept;
  }
  return { rows, columns, indptr, indices: all.slice(0, kept) };
}

/** Returns a view of the columns of one row, ascending. */
export function rowOf(csr: Csr, row: number): Int32Array {
  return csr.indices.subarray(csr.indptr[row], csr.indptr[row + 1]);
}

/** Returns the position of a pair in `indices`, or -1 (binary search within the row). */
export function positionOf(csr: Csr, row: number, column: number): number {
  let low = csr.indptr[row];
  let high = csr.indptr[row + 1];
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (csr.indices[middle] < column) low = middle + 1;
    else high = middle;
  }
  return low < csr.indptr[row + 1] && csr.indices[low] === column ? low : -1;
}

/** Says whether a pair is in the set. */
export function contains(csr: Csr, row: number, column: number): boolean {
  return positionOf(csr, row, column) >= 0;
}

/** Lists the row of each stored pair, parallel to `indices`: `[pairs]`. */
export function expandRows({ rows, indptr }: Pick<Csr, 'rows' | 'indptr'>): Int32Array {
  const owners = new Int32Array(indptr[rows]);
  for (let row = 0; row < rows; row++) owners.fill(row, indptr[row], indptr[row + 1]);
  return owners;
}

/** Swaps rows and columns. */
export function transpose(csr: Csr): Csr {
  return csrFromPairs(csr.columns, csr.rows, csr.indices, expandRows(csr));
}

/** Unites two sets of the same shape. */
export function union(first: Csr, second: Csr): Csr {
  const rows = new Int32Array(first.indices.length + second.indices.length);
  const columns = new Int32Array(rows.length);
  rows.set(expandRows(first));
  rows.set(expandRows(second), first.indices.length);
  columns.set(first.indices);
  columns.set(second.indices, first.indices.length);
  return csrFromPairs(first.rows, first.columns, rows, columns);
}

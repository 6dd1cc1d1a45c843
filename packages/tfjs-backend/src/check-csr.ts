import { type Csr, HnlmError } from '@hnlm/core';
import { checkRows } from './check-rows.ts';

/**
 * Checks at the boundary what the kernels' inner loops do not: that compressed rows lie within their lists and columns
 * within the matrix.
 *
 * @throws HnlmError `SHAPE`, `ROW_RANGE`
 */
export function checkCsr({ rows, columns, indptr, indices }: Csr): void {
  const rising = indptr.every((at, row) => row === 0 || at >= indptr[row - 1]);
  if (indptr.length !== rows + 1 || indptr[0] !== 0 || indptr[rows] !== indices.length || !rising) {
    throw new HnlmError(`the row pointers do not divide ${indices.length} entries into ${rows} rows`, {
      code: 'SHAPE',
      hint: 'Make the matrix with csrFromPairs of @hnlm/core.',
    });
  }
  checkRows(indices, columns, 'indices');
}

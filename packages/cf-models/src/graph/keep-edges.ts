import type { Csr } from '@hnlm/core';

/** Makes the graph of those edges of another that `keeps` says; nodes stay where they are. */
export function keepEdges(
  { rows, columns, indptr, indices }: Csr,
  keeps: (row: number, column: number, edge: number) => boolean,
): Csr {
  const starts = new Int32Array(rows + 1);
  const kept = new Int32Array(indices.length);
  let count = 0;
  for (let row = 0; row < rows; row++) {
    for (let edge = indptr[row]; edge < indptr[row + 1]; edge++) {
      if (keeps(row, indices[edge], edge)) kept[count++] = indices[edge];
    }
    starts[row + 1] = count;
  }
  return { rows, columns, indptr: starts, indices: kept.slice(0, count) };
}

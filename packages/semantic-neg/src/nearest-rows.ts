import { dotRows } from './unit-rows.ts';

/** What to choose from. */
export interface NearestRowsOptions {
  readonly queries: Float32Array;
  readonly rows: Float32Array;
  readonly dimensions: number;
  /** As many row indices for each query; -1 is none. */
  readonly candidates: Int32Array;
  readonly k: number;
}

/**
 * Chooses the k candidates of each query with the largest dot product, best first, `[queries * k]`; ties go to the lower row,
 * and -1 stands where there are fewer.
 */
export function nearestRows({ queries, rows, dimensions, candidates, k }: NearestRowsOptions): Int32Array {
  const total = queries.length / dimensions;
  const width = candidates.length / total;
  const nearest = new Int32Array(total * k).fill(-1);
  for (let query = 0; query < total; query++) {
    const ranked = Array.from(candidates.subarray(query * width, (query + 1) * width))
      .filter((row) => row >= 0)
      .map((row) => ({ row, score: dotRows(queries, query, rows, row, dimensions) }))
      .sort((one, other) => other.score - one.score || one.row - other.row);
    for (const [rank, { row }] of ranked.slice(0, k).entries()) nearest[query * k + rank] = row;
  }
  return nearest;
}

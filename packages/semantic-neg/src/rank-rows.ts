import { csrFromPairs } from '@hnlm/core';
import { createRanker } from '@hnlm/tfjs-backend/ranking';
import type { NeighbourSearchOptions } from './neighbour-index.ts';

/** What is ranked for what. */
export interface RankRowsOptions extends NeighbourSearchOptions {
  readonly queries: Float32Array;
  readonly rows: Float32Array;
  readonly dimensions: number;
  /** At most the number of rows. */
  readonly k: number;
}

/** Queries ranked in one call, between which the caller's signal and timers run. */
const BLOCK = 252;

/**
 * Finds the k rows with the largest dot product for each query, best first, `[queries * k]`: exact, over all rows, on all
 * threads; ties go to the lower row.
 *
 * @throws the signal's reason when it aborts.
 */
export async function rankRows(options: RankRowsOptions): Promise<Int32Array> {
  const { queries, rows, dimensions, k, signal, onProgress } = options;
  const total = queries.length / dimensions;
  const best = new Int32Array(total * k);
  const ranker = createRanker({
    users: queries,
    items: rows,
    dimensions,
    mask: csrFromPairs(total, rows.length / dimensions, [], []),
  });
  try {
    for (let start = 0; start < total; start += BLOCK) {
      await new Promise((resolve) => setTimeout(resolve));
      signal?.throwIfAborted();
      const block = Int32Array.from({ length: Math.min(BLOCK, total - start) }, (_, query) => start + query);
      best.set(ranker.rank(block, k), start * k);
      onProgress?.(start + block.length);
    }
  } finally {
    ranker.dispose();
  }
  return best;
}

import { countHits } from './count-hits.ts';

/** Computes Recall\@k: hits in the list / relevant items. Not capped at k: it can stay below 1 for a perfect list. */
export function recall(hits: Uint8Array, relevant: number, k: number): number {
  return countHits(hits, k) / relevant;
}

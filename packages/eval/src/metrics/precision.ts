import { countHits } from './count-hits.ts';

/** Computes Precision\@k: hits in the list / k, also where fewer than k items could be ranked. */
export function precision(hits: Uint8Array, _relevant: number, k: number): number {
  return countHits(hits, k) / k;
}

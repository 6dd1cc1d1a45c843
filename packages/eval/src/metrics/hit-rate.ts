import { countHits } from './count-hits.ts';

/** Computes Hit\@k: 1 if the list holds a relevant item, else 0. Its mean over users is the hit rate. */
export function hitRate(hits: Uint8Array, _relevant: number, k: number): number {
  return countHits(hits, k) > 0 ? 1 : 0;
}

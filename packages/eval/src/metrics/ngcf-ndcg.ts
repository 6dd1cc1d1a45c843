import { countHits } from './count-hits.ts';

/**
 * Computes the NDCG\@k of NGCF's code: the best list is made of the hits that were retrieved, not of the relevant items,
 * so that one hit at rank 1 gives 1 however many were missed (`ndcg_at_k` in `NGCF/utility/metrics.py`). It is never
 * below the NDCG that others report.
 *
 * @param hits as long as the list that the published program retrieved, its largest cut-off: hits behind rank k count
 * for the best list
 */
export function ngcfNdcg(hits: Uint8Array, _relevant: number, k: number): number {
  const retrieved = countHits(hits, hits.length);
  let [gain, ideal] = [0, 0];
  for (let rank = 0; rank < k; rank++) {
    const discounted = 1 / Math.log2(rank + 2);
    if (hits[rank] === 1) gain += discounted;
    if (rank < retrieved) ideal += discounted;
  }
  return retrieved === 0 ? 0 : gain / ideal;
}

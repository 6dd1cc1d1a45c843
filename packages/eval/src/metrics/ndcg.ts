/**
 * Computes NDCG\@k with binary relevance: the sum of 1 / log2(rank + 1) over hits, divided by the same sum over the
 * best possible list, which has its first min(relevant, k) ranks hit (Järvelin and Kekäläinen 2002).
 */
export function ndcg(hits: Uint8Array, relevant: number, k: number): number {
  let gain = 0;
  let ideal = 0;
  for (let rank = 0; rank < k; rank++) {
    const discounted = 1 / Math.log2(rank + 2);
    if (hits[rank] === 1) gain += discounted;
    if (rank < relevant) ideal += discounted;
  }
  return gain / ideal;
}

/**
 * Computes AP\@k: Precision\@r summed over the ranks r that are hit, divided by min(relevant, k), so that the best
 * possible list has 1. Its mean over users is MAP\@k. SELFRec and most competitions divide so; trec_eval divides by the
 * number of relevant items, NGCF's code by the number of hits.
 */
export function averagePrecision(hits: Uint8Array, relevant: number, k: number): number {
  let [found, sum] = [0, 0];
  for (let rank = 0; rank < k; rank++) {
    if (hits[rank] === 1) sum += ++found / (rank + 1);
  }
  return sum / Math.min(relevant, k);
}

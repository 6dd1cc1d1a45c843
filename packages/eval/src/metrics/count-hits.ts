/** Counts the hits among the first `k` ranks. */
export function countHits(hits: Uint8Array, k: number): number {
  let count = 0;
  for (let rank = 0; rank < k; rank++) count += hits[rank];
  return count;
}

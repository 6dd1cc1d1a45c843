/** Computes MRR\@k: 1 / rank of the first relevant item, 0 if it is not among the first k ranks. */
export function mrr(hits: Uint8Array, _relevant: number, k: number): number {
  for (let rank = 0; rank < k; rank++) if (hits[rank] === 1) return 1 / (rank + 1);
  return 0;
}

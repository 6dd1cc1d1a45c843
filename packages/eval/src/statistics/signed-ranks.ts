/** Ranks of differences by size, summed by sign. */
export interface SignedRanks {
  /** Sum of the ranks of positive differences (W+). */
  readonly positive: number;
  /** Sum of the ranks of negative differences (W-). */
  readonly negative: number;
  /** Differences that are not 0; only these have ranks. */
  readonly ranked: number;
  /** Sizes of groups of equal |difference|, above 1 each. */
  readonly ties: readonly number[];
}

/** Ranks |difference| from 1, equal ones sharing their mean rank, and leaves out zeros (Wilcoxon 1945). */
export function signedRanks(differences: Float64Array): SignedRanks {
  const kept = differences.filter((difference) => difference !== 0);
  kept.sort((a, b) => Math.abs(a) - Math.abs(b));
  const ties: number[] = [];
  let positive = 0;
  let negative = 0;
  for (let start = 0, end = 0; start < kept.length; start = end) {
    while (end < kept.length && Math.abs(kept[end]) === Math.abs(kept[start])) end++;
    if (end - start > 1) ties.push(end - start);
    const rank = (start + 1 + end) / 2;
    for (let index = start; index < end; index++) {
      if (kept[index] > 0) positive += rank;
      else negative += rank;
    }
  }
  return { positive, negative, ranked: kept.length, ties };
}

import { normalUpperTail } from './normal.ts';
import { pairedDifferences } from './paired-differences.ts';
import { type SignedRanks, signedRanks } from './signed-ranks.ts';

/** What a Wilcoxon signed-rank test found. */
export interface WilcoxonTest {
  /** The smaller of the two sums of ranks. */
  readonly statistic: number;
  /** Two-sided. */
  readonly p: number;
  /** Number of pairs. */
  readonly n: number;
  /** Pairs with equal values, which the test leaves out. */
  readonly zeros: number;
  readonly method: 'exact' | 'normal';
}

/** Up to here the counts of the exact distribution fit a double without rounding. */
const mostExact = 50;

/**
 * Tests whether paired differences are symmetric about 0 (Wilcoxon signed-rank test, two-sided). Pairs without a
 * difference are dropped and equal differences share their mean rank. The p is exact for up to 50 differences without
 * zeros and ties, otherwise from the normal approximation with the correction for ties and none for continuity: as
 * `scipy.stats.wilcoxon` with `zero_method='wilcox'`, `correction=False` and `method='exact'` or `'approx'`.
 *
 * Values that are equal but for rounding count as different; round them first where that matters.
 *
 * @throws HnlmError as `pairedTTest`
 * @example
 * ```ts
 * wilcoxonTest([1, 2, 3, 4, 5], [0, 0, 0, 0, 0]).p; // 2 / 2^5
 * ```
 */
export function wilcoxonTest(first: ArrayLike<number>, second: ArrayLike<number>): WilcoxonTest {
  const differences = pairedDifferences(first, second);
  const ranks = signedRanks(differences);
  const { ranked, ties } = ranks;
  const exact = ranked === differences.length && ties.length === 0 && ranked <= mostExact;
  return {
    statistic: Math.min(ranks.positive, ranks.negative),
    p: exact ? exactP(ranks) : normalP(ranks),
    n: differences.length,
    zeros: differences.length - ranked,
    method: exact ? 'exact' : 'normal',
  };
}

/** Counts the sign patterns by their sum of ranks, rank by rank. */
function exactP({ positive, negative, ranked }: SignedRanks): number {
  const counts = new Float64Array((ranked * (ranked + 1)) / 2 + 1);
  counts[0] = 1;
  for (let rank = 1; rank <= ranked; rank++) {
    for (let sum = (rank * (rank + 1)) / 2; sum >= rank; sum--) counts[sum] += counts[sum - rank];
  }
  const tail = counts
    .subarray(0, Math.min(positive, negative) + 1)
    .reduce((total, count) => total + count, 0);
  return Math.min(1, (2 * tail) / 2 ** ranked);
}

function normalP({ positive, negative, ranked, ties }: SignedRanks): number {
  if (ranked === 0) return 1;
  const mean = (ranked * (ranked + 1)) / 4;
  const tied = ties.reduce((sum, size) => sum + size * (size * size - 1), 0);
  const variance = (ranked * (ranked + 1) * (2 * ranked + 1) - tied / 2) / 24;
  return Math.min(1, 2 * normalUpperTail((mean - Math.min(positive, negative)) / Math.sqrt(variance)));
}

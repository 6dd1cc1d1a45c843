import { meanAndSd } from './mean-and-sd.ts';
import { pairedDifferences } from './paired-differences.ts';
import { studentTTwoSided } from './student-t.ts';

/** What a paired t-test found. */
export interface PairedTTest {
  /** Mean of first - second. */
  readonly difference: number;
  /** Infinite if all differences are equal and not 0. */
  readonly t: number;
  /** Two-sided. */
  readonly p: number;
  /** Number of pairs. */
  readonly n: number;
}

/**
 * Tests whether paired values differ in their mean (Student's paired t-test, two-sided, n - 1 degrees of freedom), such
 * as the NDCG of the same users under two models.
 *
 * @throws HnlmError `STATISTICS_PAIRS` for lists of different length or fewer than 2 pairs, `STATISTICS_VALUES` for
 * values that are not finite
 * @example
 * ```ts
 * const { difference, p } = pairedTTest(ours.perUser['NDCG@20'], baseline.perUser['NDCG@20']);
 * ```
 */
export function pairedTTest(first: ArrayLike<number>, second: ArrayLike<number>): PairedTTest {
  const differences = pairedDifferences(first, second);
  const n = differences.length;
  const { mean, sd } = meanAndSd(differences);
  const t = mean === 0 ? 0 : mean / (sd / Math.sqrt(n));
  return { difference: mean, t, p: studentTTwoSided(t, n - 1), n };
}

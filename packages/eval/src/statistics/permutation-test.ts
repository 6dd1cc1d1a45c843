import type { Random } from '@hnlm/core';
import { checkResamples } from './check-resamples.ts';
import { pairedDifferences } from './paired-differences.ts';

/** What a sign-flip permutation test found. */
export interface PermutationTest {
  /** Mean of first - second. */
  readonly difference: number;
  /** Two-sided. */
  readonly p: number;
  /** Number of pairs. */
  readonly n: number;
  readonly method: 'exact' | 'monte-carlo';
  /** Sign patterns that were looked at. */
  readonly patterns: number;
}

/** Options of {@link permutationTest}. */
export interface PermutationTestOptions {
  /** Draws the sign patterns where there are too many to look at all. */
  readonly random: Random;
  /** Sign patterns to draw; 9,999 by default, so that the smallest p is 1 / 10,000. */
  readonly resamples?: number;
}

/** Up to here all 2^n sign patterns are looked at. */
const mostExact = 16;

/**
 * Tests whether the mean of paired differences is 0, by flipping their signs (two-sided). If the two models were
 * exchangeable, each sign pattern would be as likely as the one seen; p is the share of patterns whose mean lies as far
 * from 0. Exact for up to 16 pairs; above, over `m` random patterns of which `b` lie as far, p = (b + 1) / (m + 1)
 * (Phipson and Smyth 2010).
 *
 * @throws HnlmError as `pairedTTest`; `STATISTICS_RESAMPLES` if `resamples` is no whole number from 1
 * @example
 * ```ts
 * permutationTest([3, 2, 4], [1, 1, 1], { random: createRandom(1) }).p; // 2 of 8 patterns
 * ```
 */
export function permutationTest(
  first: ArrayLike<number>,
  second: ArrayLike<number>,
  { random, resamples = 9999 }: PermutationTestOptions,
): PermutationTest {
  checkResamples(resamples);
  const differences = pairedDifferences(first, second);
  const n = differences.length;
  const total = differences.reduce((sum, difference) => sum + difference, 0);
  // Sums of the same numbers in another order differ in their last digits; they count as equal.
  const scale = differences.reduce((sum, difference) => sum + Math.abs(difference), 0);
  const limit = Math.abs(total) - 1e-12 * scale;

  const exact = n <= mostExact;
  const patterns = exact ? 2 ** n : resamples;
  let asFar = 0;
  for (let pattern = 0; pattern < patterns; pattern++) {
    const flipped = sumOfFlipped(differences, exact ? () => pattern : random.bits);
    if (Math.abs(total - 2 * flipped) >= limit) asFar++;
  }
  return {
    difference: total / n,
    p: exact ? asFar / patterns : (asFar + 1) / (patterns + 1),
    n,
    method: exact ? 'exact' : 'monte-carlo',
    patterns,
  };
}

/** Sums the differences whose sign is flipped, taking 32 signs from each call of `bits`. */
function sumOfFlipped(differences: Float64Array, bits: () => number): number {
  let flipped = 0;
  let signs = 0;
  for (let index = 0; index < differences.length; index++) {
    if ((index & 31) === 0) signs = bits();
    if (signs & 1) flipped += differences[index];
    signs >>>= 1;
  }
  return flipped;
}

import { HnlmError } from '@hnlm/core';

/**
 * Subtracts paired values, first - second.
 *
 * @throws HnlmError `STATISTICS_PAIRS` for lists of different length or fewer than 2 pairs, `STATISTICS_VALUES` for
 * values that are not finite
 */
export function pairedDifferences(first: ArrayLike<number>, second: ArrayLike<number>): Float64Array {
  const n = first.length;
  if (second.length !== n || n < 2) {
    throw new HnlmError(`cannot pair ${n} with ${second.length} values`, {
      code: 'STATISTICS_PAIRS',
      hint: 'Pass two lists of the same length, at least 2, with the same user at the same place.',
      evidence: { first: n, second: second.length },
    });
  }
  const differences = Float64Array.from(first, (value, index) => value - second[index]);
  const bad = differences.findIndex((difference) => !Number.isFinite(difference));
  if (bad === -1) return differences;
  throw new HnlmError(`pair ${bad} holds ${first[bad]} and ${second[bad]}`, {
    code: 'STATISTICS_VALUES',
    hint: 'Pass finite values only.',
    evidence: { pair: bad },
  });
}

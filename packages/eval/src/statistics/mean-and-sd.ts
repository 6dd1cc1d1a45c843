import { HnlmError } from '@hnlm/core';

/** The mean of some values and their standard deviation. */
export interface MeanAndSd {
  readonly mean: number;
  /** With n - 1; 0 for a single value, which says nothing about spread. */
  readonly sd: number;
}

/**
 * Computes mean and sample standard deviation (n - 1), in two passes.
 *
 * @throws HnlmError `STATISTICS_VALUES` without values or with one that is not finite
 */
export function meanAndSd(values: ArrayLike<number>): MeanAndSd {
  const count = values.length;
  let sum = 0;
  for (let index = 0; index < count; index++) sum += values[index];
  const mean = sum / count;
  if (!Number.isFinite(mean)) {
    throw new HnlmError(`cannot average ${count} values whose sum is ${sum}`, {
      code: 'STATISTICS_VALUES',
      hint: 'Pass at least one value, and finite ones only.',
      evidence: { count, sum },
    });
  }
  let squares = 0;
  for (let index = 0; index < count; index++) squares += (values[index] - mean) ** 2;
  return { mean, sd: count > 1 ? Math.sqrt(squares / (count - 1)) : 0 };
}

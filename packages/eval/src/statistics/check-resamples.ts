import { HnlmError } from '@hnlm/core';

/**
 * Checks a number of resamples.
 *
 * @throws HnlmError `STATISTICS_RESAMPLES`
 */
export function checkResamples(resamples: number): void {
  if (Number.isInteger(resamples) && resamples >= 1) return;
  throw new HnlmError(`cannot draw ${resamples} resamples`, {
    code: 'STATISTICS_RESAMPLES',
    hint: 'Choose a whole number from 1; 9,999 is usual.',
    evidence: { resamples },
  });
}

import { HnlmError } from '@hnlm/core';

/**
 * Checks shares that are held out: each above 0, together below 1.
 *
 * @throws HnlmError `DATA_OPTIONS`
 */
export function checkRatio(option: string, ...ratios: readonly number[]): void {
  const sum = ratios.reduce((total, ratio) => total + ratio, 0);
  if (ratios.every((ratio) => ratio > 0) && sum < 1) return;
  throw new HnlmError(`${option}: ${ratios.join(' and ')}`, {
    code: 'DATA_OPTIONS',
    hint: 'Shares that are held out lie above 0, and together below 1.',
    evidence: { ratios },
  });
}

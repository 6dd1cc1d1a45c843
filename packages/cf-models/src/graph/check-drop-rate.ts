import { HnlmError } from '@hnlm/core';

/** Refuses a rate of dropout that leaves nothing or makes no sense. */
export function checkDropRate(rate: number): void {
  if (rate >= 0 && rate < 1) return;
  throw new HnlmError(`a graph cannot be dropped at a rate of ${rate}`, {
    code: 'OPTION',
    hint: 'Set the rate to at least 0 and below 1.',
    evidence: { rate },
  });
}

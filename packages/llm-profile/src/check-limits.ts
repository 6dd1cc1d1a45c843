import { HnlmError } from '@hnlm/core';

/**
 * Checks the limits of a prompt.
 *
 * @throws HnlmError `PROFILE_LIMIT` naming the limit that is no whole number of `least` or more.
 */
export function checkLimits(limits: Readonly<Record<string, number>>, least = 1): void {
  for (const [name, value] of Object.entries(limits)) {
    if (Number.isInteger(value) && value >= least) continue;
    throw new HnlmError(`${name} is ${value}`, {
      code: 'PROFILE_LIMIT',
      hint: `Give a whole number, ${least} or more.`,
      evidence: { [name]: value },
    });
  }
}

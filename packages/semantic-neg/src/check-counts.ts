import { HnlmError } from '@hnlm/core';

/**
 * Checks that options are whole numbers from 1, or from another least one.
 *
 * @throws HnlmError `NEGATIVES_OPTION`
 */
export function checkCounts(options: Readonly<Record<string, number>>, least = 1): void {
  for (const [name, value] of Object.entries(options)) {
    if (Number.isInteger(value) && value >= least) continue;
    throw new HnlmError(`${name} is ${value}`, {
      code: 'NEGATIVES_OPTION',
      hint: `Set ${name} to a whole number from ${least}.`,
      evidence: { [name]: value },
    });
  }
}

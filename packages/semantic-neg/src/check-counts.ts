import { HnlmError } from '@hnlm/core';

/**
 * Checks that options are whole numbers from 1.
 *
 * @throws HnlmError `NEGATIVES_OPTION`
 */
export function checkCounts(options: Readonly<Record<string, number>>): void {
  for (const [name, value] of Object.entries(options)) {
    if (Number.isInteger(value) && value >= 1) continue;
    throw new HnlmError(`${name} is ${value}`, {
      code: 'NEGATIVES_OPTION',
      hint: `Set ${name} to a whole number from 1.`,
      evidence: { [name]: value },
    });
  }
}

import { HnlmError } from '@hnlm/core';

/**
 * Refuses options that are to be whole numbers, by name, and are not, or are too small.
 *
 * @param owner what has the options, for the message
 * @throws HnlmError `OPTION`
 */
export function checkCounts(owner: string, counts: Readonly<Record<string, number>>, least = 1): void {
  for (const [name, value] of Object.entries(counts)) {
    if (Number.isInteger(value) && value >= least) continue;
    throw new HnlmError(`${owner} cannot have ${name} = ${value}`, {
      code: 'OPTION',
      hint: `Set ${name} to a whole number from ${least} on.`,
      evidence: { option: name, value },
    });
  }
}

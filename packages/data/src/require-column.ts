import { HnlmError } from '@hnlm/core';
import type { InteractionLog } from './interaction-log.ts';

/**
 * Returns a column in which every interaction has a value.
 *
 * @param purpose what needs it, for the message
 * @throws HnlmError `DATA_OPTIONS`
 */
export function requireColumn<Name extends 'ratings' | 'times'>(
  log: InteractionLog,
  name: Name,
  purpose: string,
): NonNullable<InteractionLog[Name]> {
  const column = log[name];
  const missing = column ? countMissing(column) : log.userOf.length;
  if (column !== undefined && missing === 0) return column;
  const file = log.provenance[0]?.parameters.file ?? 'the log';
  throw new HnlmError(
    `${purpose} needs ${name}; ${missing} of ${log.userOf.length} interactions of ${file} have none`,
    {
      code: 'DATA_OPTIONS',
      hint: `Leave ${purpose} out, or name the column with columns.${name === 'times' ? 'time' : 'rating'}.`,
      evidence: { needed: name, missing },
    },
  );
}

function countMissing(column: Float32Array | Float64Array): number {
  let missing = 0;
  for (const value of column) if (Number.isNaN(value)) missing++;
  return missing;
}

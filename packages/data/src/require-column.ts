import { HnlmError, type ProvenanceStep } from '@hnlm/core';
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
  throw missingColumnError({ name, purpose, missing, total: log.userOf.length, source: log.provenance[0] });
}

/** Makes the error of a column in which `missing` of `total` interactions have no value. */
export function missingColumnError(found: {
  readonly name: 'ratings' | 'times';
  readonly purpose: string;
  readonly missing: number;
  readonly total: number;
  readonly source?: ProvenanceStep;
}): HnlmError {
  const { name, purpose, missing, total, source } = found;
  const file = source?.parameters.file ?? 'the log';
  return new HnlmError(`${purpose} needs ${name}; ${missing} of ${total} interactions of ${file} have none`, {
    code: 'DATA_OPTIONS',
    hint: `Leave ${purpose} out, or name the column with columns.${name === 'times' ? 'time' : 'rating'}.`,
    evidence: { needed: name, missing },
  });
}

function countMissing(column: Float32Array | Float64Array): number {
  let missing = 0;
  for (const value of column) if (Number.isNaN(value)) missing++;
  return missing;
}

import { HnlmError } from '@hnlm/core';

/** Makes the error of a line that does not parse: `file:line: what`. */
export function parseError(
  file: string,
  line: number,
  what: string,
  hint: string,
  cause?: unknown,
): HnlmError {
  return new HnlmError(`${file}:${line}: ${what}`, {
    code: 'DATA_PARSE',
    hint,
    evidence: { file, line },
    cause,
  });
}

/**
 * Reads a finite number out of a field.
 *
 * @throws HnlmError `DATA_PARSE`
 */
export function parseNumber(field: string | number, name: string, file: string, line: number): number {
  const value = typeof field === 'string' && field.trim() === '' ? Number.NaN : Number(field);
  if (Number.isFinite(value)) return value;
  throw parseError(file, line, `${name} "${field}" is not a number`, 'Correct or remove the line.');
}

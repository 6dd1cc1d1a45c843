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
export function parseNumber(text: string, name: string, file: string, line: number): number {
  const value = text.trim() === '' ? Number.NaN : Number(text);
  if (Number.isFinite(value)) return value;
  throw parseError(file, line, `${name} "${text}" is not a number`, 'Correct or remove the line.');
}

import { didYouMean, HnlmError } from '@hnlm/core';
import { isUsualId } from './columns.ts';

/**
 * How a file writes interactions:
 * - `recbole`: atomic files, tab separated under a typed header (`user_id:token`)
 * - `lightgcn`: one user a line, `user item item ...`, non-negative integers
 * - `pairs`: one interaction a line, `user item [weight]`, separated by white space, no header
 * - `csv`: one interaction a line under a header, separated by commas, tabs or semicolons
 */
export type InteractionFormat = (typeof formats)[number];

const formats = ['recbole', 'lightgcn', 'pairs', 'csv'] as const;

/**
 * Checks the name of a format, for callers without types.
 *
 * @throws HnlmError `DATA_FORMAT` with the nearest known name.
 */
export function checkFormat(name: string): void {
  if (formats.some((format) => format === name)) return;
  throw new HnlmError(`"${name}" is not a format of interactions`, {
    code: 'DATA_FORMAT',
    hint: didYouMean(name, formats),
    evidence: { format: name },
  });
}

/** Guesses the format of a file from its first line; `undefined` if it looks like none. */
export function guessFormat(line: string): InteractionFormat | undefined {
  if (/^\w+:(token|float)/.test(line)) return 'recbole';
  if (/[,;]/.test(line) && /[A-Za-z]/.test(line)) return 'csv';
  if (line.split('\t').some(isUsualId)) return 'csv';
  const tokens = line.trim().split(/\s+/);
  if (tokens.length > 3 && tokens.every((token) => /^\d+$/.test(token))) return 'lightgcn';
  return tokens.length === 2 || tokens.length === 3 ? 'pairs' : undefined;
}

/** Makes the error of a file that is not in the format it was said to be in. */
export function formatError(
  file: string,
  said: InteractionFormat,
  why: string,
  guess: InteractionFormat | undefined,
): HnlmError {
  return new HnlmError(`${file} is not in the format "${said}": ${why}`, {
    code: 'DATA_FORMAT',
    hint:
      guess === undefined || guess === said
        ? `Known formats: ${formats.join(', ')}.`
        : `It looks like "${guess}"; set the format to that.`,
    evidence: { file, format: said },
  });
}

/** Shortens a line for a message. */
export function excerpt(line: string): string {
  return JSON.stringify(line.length > 60 ? `${line.slice(0, 57)}...` : line);
}

import { didYouMean, HnlmError } from '@hnlm/core';
import { isUsualId } from './columns.ts';

/**
 * How a file writes interactions:
 * - `recbole`: atomic files, tab separated under a typed header (`user_id:token`)
 * - `lightgcn`: one user a line, `user item item ...`, non-negative integers
 * - `pairs`: one interaction a line, `user item [weight]`, separated by white space, no header
 * - `selfrec`: one interaction a line, `user item rating`, separated by white space or commas, no header
 * - `csv`: one interaction a line under a header, separated by commas, tabs or semicolons
 * - `jsonl`: one JSON object a line
 * - `parquet`: one interaction a row
 * - `amazon-2018`: reviews of Amazon 2018 or 2014, JSON lines, perhaps with a `meta_` file beside them
 * - `amazon-2023`: reviews of Amazon 2023, JSON lines, perhaps with a `meta_` file beside them
 * - `yelp`: the reviews of the Yelp Open Dataset, JSON lines, perhaps with the businesses beside them
 * - `movielens`: ratings of any MovieLens release, perhaps with the movies beside them
 */
export type InteractionFormat = (typeof formats)[number];

const formats = [
  'recbole',
  'lightgcn',
  'pairs',
  'selfrec',
  'csv',
  'jsonl',
  'parquet',
  'amazon-2018',
  'amazon-2023',
  'yelp',
  'movielens',
] as const;

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

/** Says whether a format is written as one JSON object a line. */
export function isJsonFormat(format: InteractionFormat): boolean {
  return ['jsonl', 'amazon-2018', 'amazon-2023', 'yelp'].includes(format);
}

/** Guesses the format of a file from its first line; `undefined` if it looks like none. */
export function guessFormat(line: string): InteractionFormat | undefined {
  if (/^\s*\{/.test(line)) {
    const holds = (...keys: string[]) => keys.every((key) => line.includes(`"${key}":`));
    if (holds('reviewerID', 'asin')) return 'amazon-2018';
    if (holds('user_id', 'parent_asin')) return 'amazon-2023';
    return holds('user_id', 'business_id', 'stars') ? 'yelp' : 'jsonl';
  }
  if (/^\s*\[\s*(\{|$)/.test(line)) return undefined;
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

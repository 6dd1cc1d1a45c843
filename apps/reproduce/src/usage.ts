import { didYouMean, HnlmError } from '@hnlm/core';

/** Makes the error of an option that cannot be used. */
export function usageError(message: string, hint: string): HnlmError {
  return new HnlmError(message, { code: 'USAGE', hint });
}

/** Writes the name of an option as the command line has it: `maxCost` is `--max-cost`. */
export function flagOf(name: string): string {
  return `--${name.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`)}`;
}

/** Reads a whole number from `least` on. */
export function wholeNumber(
  name: string,
  value: string | undefined,
  fallback: number,
  least: number = 1,
): number {
  const number = value === undefined ? fallback : Number(value);
  if (value?.trim() !== '' && Number.isSafeInteger(number) && number >= least) return number;
  throw usageError(
    `--${name} ${value}: not a whole number from ${least} on`,
    `Give for example --${name} ${fallback}.`,
  );
}

/** Reads a number above 0. */
export function positiveNumber(name: string, value: string | undefined, fallback: number): number {
  const number = value === undefined ? fallback : Number(value);
  if (number > 0 && Number.isFinite(number)) return number;
  throw usageError(`--${name} ${value}: not a number above 0`, `Give for example --${name} ${fallback}.`);
}

/** Reads any finite number. */
export function finiteNumber(name: string, value: string, example: number): number {
  const number = Number(value);
  if (value.trim() !== '' && Number.isFinite(number)) return number;
  throw usageError(`--${name} ${value}: not a number`, `Give for example --${name} ${example}.`);
}

/** Reads `user=UserID,item=ItemID`, where the names before `=` are known ones. */
export function namedValues<Name extends string>(
  option: string,
  text: string,
  known: readonly Name[],
  example: string,
): Partial<Record<Name, string>> {
  const values: Partial<Record<Name, string>> = {};
  for (const part of text.split(',')) {
    const [name, value] = part.split(/=(.*)/s, 2).map((side) => side.trim());
    if (!name || !value) {
      throw usageError(`--${option} ${text}: "${part}" is not NAME=VALUE`, `Write --${option} ${example}.`);
    }
    if (!known.includes(name as Name)) {
      throw usageError(`--${option} ${text}: unknown name "${name}"`, didYouMean(name, known));
    }
    values[name as Name] = value;
  }
  return values;
}

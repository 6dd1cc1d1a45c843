import { parseError } from './parse-error.ts';

/** Seconds up to the year 5138; milliseconds from 1973 on. */
const fewestMilliseconds = 1e11;
/** The end of the year 2099. */
const latest = 4_102_444_800;
const hint =
  'Times are Unix seconds, milliseconds or ISO dates, one of them in all of a file; correct the line.';

/**
 * Reads an ISO date, with or without a time of day, as Unix seconds; UTC where no zone is given. Returns
 * `undefined` for any other text.
 */
export function parseDate(text: string): number | undefined {
  const parts = /^(\d{4}-\d\d-\d\d)(?:[T ](\d\d:\d\d(?::\d\d(?:\.\d+)?)?) ?(Z|UTC|[+-]\d\d:?\d\d)?)?$/.exec(
    text.trim(),
  );
  if (!parts) return undefined;
  const [, day, time = '00:00', zone = 'Z'] = parts;
  // Date.parse takes February 30th for March 2nd.
  if (day.slice(8) > '28' && !isDay(day)) return undefined;
  const milliseconds = Date.parse(`${day}T${time}${zone === 'UTC' ? 'Z' : zone}`);
  return Number.isNaN(milliseconds) ? undefined : milliseconds / 1000;
}

function isDay(day: string): boolean {
  const midnight = new Date(day);
  return !Number.isNaN(midnight.getTime()) && midnight.toISOString().startsWith(day);
}

/**
 * Reads a time as Unix seconds: seconds, milliseconds (above 1e11) or an ISO date.
 *
 * @throws HnlmError `DATA_PARSE` for what is no time, or lies outside 1970 to 2099.
 */
export function parseTime(field: string | number, name: string, file: string, line: number): number {
  const number = field === '' ? Number.NaN : Number(field);
  const seconds = Number.isNaN(number)
    ? parseDate(String(field))
    : number > fewestMilliseconds
      ? number / 1000
      : number;
  if (seconds !== undefined && seconds >= 0 && seconds < latest) return seconds;
  const what = seconds === undefined ? 'is not a time' : 'lies outside the years 1970 to 2099';
  throw parseError(file, line, `${name} ${JSON.stringify(field)} ${what}`, hint);
}

/**
 * Makes a reader of a column of times that are all in one unit. An empty field is `undefined`.
 *
 * @returns as {@link parseTime}; throws `DATA_PARSE` also where a file mixes seconds with milliseconds
 */
export function timeColumn(
  file: string,
  name: string,
): (field: string | number, line: number) => number | undefined {
  let unit: 'seconds' | 'milliseconds' | undefined;
  return (field, line) => {
    if (field === '') return undefined;
    const seconds = parseTime(field, name, file, line);
    const number = Number(field);
    if (!Number.isNaN(number)) {
      const own = number > fewestMilliseconds ? 'milliseconds' : 'seconds';
      unit ??= own;
      if (unit !== own) {
        throw parseError(file, line, `${name} ${field} is in ${own}; the times before are in ${unit}`, hint);
      }
    }
    return seconds;
  };
}

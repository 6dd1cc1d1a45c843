import { HnlmError } from '@hnlm/core';
import type { InteractionLog } from './interaction-log.ts';
import { parseDate } from './parse-time.ts';
import { requireColumn } from './require-column.ts';
import { rowsWhere, selectRows } from './select-rows.ts';
import { withStep } from './with-step.ts';

/** A half-open range of time: `from` lies within it, `until` does not. */
export interface DateRange {
  /** An ISO date (`2015-01-01`, midnight UTC) or Unix seconds; from the beginning, if not set. */
  readonly from?: string | number;
  /** As `from`; without an end, if not set. */
  readonly until?: string | number;
}

/**
 * Keeps interactions of a half-open range of time.
 *
 * @throws HnlmError `DATA_OPTIONS` if there are interactions without a time, a bound is not a date, or the
 *   range is empty.
 * @example
 * ```ts
 * const threeYears = dateRange(log, { from: '2015-01-01', until: '2018-01-01' });
 * ```
 */
export function dateRange(log: InteractionLog, range: DateRange): InteractionLog {
  const { from, until } = dateBounds(range);
  const times = requireColumn(log, 'times', 'dateRange');
  const rows = rowsWhere(times.length, (row) => times[row] >= from && times[row] < until);
  return withStep(selectRows(log, rows), 'dateRange', { ...range });
}

/**
 * Returns the bounds of a range in Unix seconds; infinite, where not set.
 *
 * @throws HnlmError `DATA_OPTIONS`
 */
export function dateBounds(range: DateRange): { readonly from: number; readonly until: number } {
  const from = bound(range, 'from', Number.NEGATIVE_INFINITY);
  const until = bound(range, 'until', Number.POSITIVE_INFINITY);
  if (!(from < until)) throw rangeError(`from ${range.from} is not before until ${range.until}`);
  return { from, until };
}

function bound(range: DateRange, name: 'from' | 'until', open: number): number {
  const value = range[name];
  if (value === undefined) return open;
  const seconds = typeof value === 'number' ? value : parseDate(value);
  if (seconds === undefined || Number.isNaN(seconds)) throw rangeError(`${name} "${value}" is not a date`);
  return seconds;
}

function rangeError(what: string): HnlmError {
  return new HnlmError(`dateRange: ${what}`, {
    code: 'DATA_OPTIONS',
    hint: 'Bounds are ISO dates (2015-01-01) or Unix seconds; "from" is within the range, "until" is not.',
  });
}

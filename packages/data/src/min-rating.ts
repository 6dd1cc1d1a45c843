import type { InteractionLog } from './interaction-log.ts';
import { requireColumn } from './require-column.ts';
import { rowsWhere, selectRows } from './select-rows.ts';
import { withStep } from './with-step.ts';

/**
 * Keeps interactions rated at least `least`.
 *
 * @throws HnlmError `DATA_OPTIONS` if there are interactions without a rating.
 * @example
 * ```ts
 * const liked = minRating(log, 4);
 * ```
 */
export function minRating(log: InteractionLog, least: number): InteractionLog {
  const ratings = requireColumn(log, 'ratings', 'minRating');
  // Rounded as the column is, so that a rating of 4.1 is at least 4.1.
  const rounded = Math.fround(least);
  const rows = rowsWhere(ratings.length, (row) => ratings[row] >= rounded);
  return withStep(selectRows(log, rows), 'minRating', { least });
}

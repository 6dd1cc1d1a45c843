import { groupRows, type RowGroups } from './group-rows.ts';
import type { InteractionLog } from './interaction-log.ts';
import { requireColumn } from './require-column.ts';

/**
 * Groups rows by user, ascending by time; what has the same time keeps the order of the log, and so does all
 * where the log has no times.
 *
 * @param purpose what needs it, for messages
 * @throws HnlmError `DATA_OPTIONS` if only some of the interactions have a time.
 */
export function groupByUserAndTime(log: InteractionLog, purpose: string): RowGroups {
  const groups = groupRows(log.userOf, log.users.length);
  if (log.times === undefined) return groups;
  const times = requireColumn(log, 'times', purpose);
  const { starts, rows } = groups;
  for (let user = 0; user < log.users.length; user++) {
    rows.subarray(starts[user], starts[user + 1]).sort((a, b) => times[a] - times[b] || a - b);
  }
  return groups;
}

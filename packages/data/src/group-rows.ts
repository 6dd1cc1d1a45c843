import type { InteractionLog } from './interaction-log.ts';

/** Rows of a log, grouped: those of group `g` are `rows.subarray(starts[g], starts[g + 1])`. */
export interface RowGroups {
  /** `[groups + 1]` */
  readonly starts: Int32Array;
  /** `[rows]` */
  readonly rows: Int32Array;
}

/**
 * Groups rows by a column of numbers 0..groups-1 (a counting sort).
 *
 * @param order the rows to group, in the order that they keep within a group; all in log order, if not set
 */
export function groupRows(groupOf: Int32Array, groups: number, order?: Int32Array): RowGroups {
  const count = order?.length ?? groupOf.length;
  const starts = new Int32Array(groups + 1);
  for (let place = 0; place < count; place++) starts[groupOf[order ? order[place] : place] + 1]++;
  for (let group = 0; group < groups; group++) starts[group + 1] += starts[group];
  const next = starts.slice(0, groups);
  const rows = new Int32Array(count);
  for (let place = 0; place < count; place++) {
    const row = order ? order[place] : place;
    rows[next[groupOf[row]]++] = row;
  }
  return { starts, rows };
}

/** Groups rows by user, ascending by item; repeats of a pair keep the order of the log. */
export function groupByUserAndItem(log: InteractionLog): RowGroups {
  const byItem = groupRows(log.itemOf, log.items.length).rows;
  return groupRows(log.userOf, log.users.length, byItem);
}

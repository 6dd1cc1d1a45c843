import type { InteractionLog } from './interaction-log.ts';

/** Rows of a log, grouped: those of group `g` are `rows.subarray(starts[g], starts[g + 1])`. */
export interface RowGroups {
  /** `[groups + 1]` */
  readonly starts: Int32Array;
  /** `[rows]` */
  readonly rows: Int32Array;
}

/** Groups the rows of a log by a column of numbers 0..groups-1, in the order of the log (a counting sort). */
export function groupRows(groupOf: Int32Array, groups: number): RowGroups {
  const starts = new Int32Array(groups + 1);
  for (const group of groupOf) starts[group + 1]++;
  for (let group = 0; group < groups; group++) starts[group + 1] += starts[group];
  const next = starts.slice(0, groups);
  const rows = new Int32Array(groupOf.length);
  for (let row = 0; row < rows.length; row++) rows[next[groupOf[row]]++] = row;
  return { starts, rows };
}

/** Groups rows by user, ascending by item; repeats of a pair keep the order of the log. */
export function groupByUserAndItem({ users, userOf, itemOf }: InteractionLog): RowGroups {
  const { starts, rows } = groupRows(userOf, users.length);
  // Item and row in one number, exact below 2^53: sorting numbers is many times faster than comparing rows.
  const keys = new Float64Array(rows.length);
  for (let place = 0; place < rows.length; place++) {
    keys[place] = itemOf[rows[place]] * rows.length + rows[place];
  }
  for (let user = 0; user < users.length; user++) keys.subarray(starts[user], starts[user + 1]).sort();
  for (let place = 0; place < rows.length; place++) {
    rows[place] = keys[place] - Math.floor(keys[place] / rows.length) * rows.length;
  }
  return { starts, rows };
}

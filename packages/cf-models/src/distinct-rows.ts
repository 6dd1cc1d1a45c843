/** Distinct rows in the order of their first occurrence, and where each entry of the lists is among them. */
export interface DistinctRows {
  readonly rows: Int32Array;
  /** Parallel to each list. */
  readonly places: readonly Int32Array[];
}

/** Finds the distinct rows of some lists, so that each is computed once. */
export function distinctRows(...lists: readonly Int32Array[]): DistinctRows {
  let last = -1;
  for (const list of lists) for (const row of list) if (row > last) last = row;
  // One more than the place of each row; 0 where it has not occurred.
  const placeOf = new Int32Array(last + 1);
  const rows = new Int32Array(lists.reduce((sum, list) => sum + list.length, 0));
  let count = 0;
  const places = lists.map((list) => {
    const own = new Int32Array(list.length);
    for (let n = 0; n < list.length; n++) {
      const row = list[n];
      if (!placeOf[row]) {
        rows[count++] = row;
        placeOf[row] = count;
      }
      own[n] = placeOf[row] - 1;
    }
    return own;
  });
  return { rows: rows.slice(0, count), places };
}

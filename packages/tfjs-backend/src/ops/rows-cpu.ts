/** Copies rows of a table, `[rows, d]`, in plain JavaScript: `[list.length, d]`. */
export function pickRows(table: Float32Array, list: Int32Array, d: number): Float32Array {
  const out = new Float32Array(list.length * d);
  for (const [n, row] of list.entries()) out.set(table.subarray(row * d, (row + 1) * d), n * d);
  return out;
}

/** Adds rows of `source`, `[list.length, d]`, to the rows `list` of a table, in place; repeats add up. */
export function addRows(
  table: Float32Array,
  list: Int32Array,
  source: Float32Array,
  d: number,
): Float32Array {
  for (const [n, row] of list.entries()) {
    for (let c = 0; c < d; c++) table[row * d + c] += source[n * d + c];
  }
  return table;
}

/** Rows of a table whose parts lie below each other, `height` rows each: those of the first hop, then those of the next. */
export function hopRows(rows: Int32Array, count: number, height: number): Int32Array {
  return Int32Array.from({ length: count * rows.length }, (_, n) => {
    const hop = Math.floor(n / rows.length);
    return hop * height + rows[n % rows.length];
  });
}

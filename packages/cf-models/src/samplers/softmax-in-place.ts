/** Turns a row into exp(row / temperature), scaled to an average of 1. */
export function softmaxInPlace(row: Float32Array, temperature: number): void {
  let highest = -Infinity;
  for (const value of row) highest = Math.max(highest, value);
  let total = 0;
  for (const [n, value] of row.entries()) {
    row[n] = Math.exp((value - highest) / temperature);
    total += row[n];
  }
  const scale = row.length / total;
  for (const [n, value] of row.entries()) row[n] = value * scale;
}

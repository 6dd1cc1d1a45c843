/** Repeats each entry some times, side by side: `[n * times]`. */
export function repeatEach(values: Int32Array, times: number): Int32Array {
  if (times === 1) return values;
  const repeated = new Int32Array(values.length * times);
  for (let n = 0; n < values.length; n++) repeated.fill(values[n], n * times, (n + 1) * times);
  return repeated;
}

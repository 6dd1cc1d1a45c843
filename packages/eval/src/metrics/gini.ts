/**
 * Computes the Gini index of counts, Σ (2 i - n - 1) x_i / (n Σ x) over ascending x: 0 if all are equal, 1 - 1 / n if one
 * has all; NaN if all are 0.
 */
export function gini(counts: ArrayLike<number>): number {
  const ascending = Float64Array.from(counts).sort();
  const n = ascending.length;
  let [weighted, total] = [0, 0];
  for (let index = 0; index < n; index++) {
    weighted += (2 * (index + 1) - n - 1) * ascending[index];
    total += ascending[index];
  }
  return weighted / (n * total);
}

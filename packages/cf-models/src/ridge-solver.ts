/**
 * Makes the function b -> (TᵀT + r (tr TᵀT / d) 1)⁻¹ b of a table T, `[rows, d]`, by Cholesky decomposition. With r > 0 the
 * matrix is positive definite unless the table is all zeros; then the result is zero.
 */
export function ridgeSolver(table: Float32Array, d: number, r: number): (b: Float64Array) => Float64Array {
  const a = new Float64Array(d * d);
  for (let start = 0; start < table.length; start += d) {
    for (let row = 0; row < d; row++) {
      const value = table[start + row];
      for (let c = 0; c <= row; c++) a[row * d + c] += value * table[start + c];
    }
  }
  let trace = 0;
  for (let row = 0; row < d; row++) trace += a[row * d + row];
  if (trace === 0) return () => new Float64Array(d);
  for (let row = 0; row < d; row++) a[row * d + row] += (r * trace) / d;
  // The lower triangle becomes L with L Lᵀ = a.
  for (let row = 0; row < d; row++) {
    for (let c = 0; c <= row; c++) {
      let sum = a[row * d + c];
      for (let k = 0; k < c; k++) sum -= a[row * d + k] * a[c * d + k];
      a[row * d + c] = row === c ? Math.sqrt(sum) : sum / a[c * d + c];
    }
  }
  return (b) => {
    const x = b.slice();
    for (let row = 0; row < d; row++) {
      for (let k = 0; k < row; k++) x[row] -= a[row * d + k] * x[k];
      x[row] /= a[row * d + row];
    }
    for (let row = d - 1; row >= 0; row--) {
      for (let k = row + 1; k < d; k++) x[row] -= a[k * d + row] * x[k];
      x[row] /= a[row * d + row];
    }
    return x;
  };
}

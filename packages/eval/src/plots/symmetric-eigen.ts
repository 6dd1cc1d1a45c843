/** Eigenvectors of a symmetric matrix. */
export interface Eigen {
  /** Descending. */
  readonly values: Float64Array;
  /** `[n, n]`; row j belongs to value j. */
  readonly vectors: Float64Array;
}

/** Diagonalises a small symmetric matrix `[n, n]` by cyclic Jacobi rotations (Golub and Van Loan, section 8.5). */
export function symmetricEigen(matrix: Float64Array, n: number): Eigen {
  const a = matrix.slice();
  const v = Float64Array.from({ length: n * n }, (_, index) => (index % (n + 1) === 0 ? 1 : 0));
  const rotate = (m: Float64Array, one: number, other: number, c: number, s: number) => {
    const [x, y] = [m[one], m[other]];
    m[one] = c * x - s * y;
    m[other] = s * x + c * y;
  };
  // It converges quadratically; a dozen sweeps are ample.
  for (let sweep = 0; sweep < 30; sweep++) {
    let rotated = false;
    for (let p = 0; p < n; p++) {
      for (let q = p + 1; q < n; q++) {
        const off = a[p * n + q];
        if (Math.abs(off) <= 1e-16 * Math.sqrt(Math.abs(a[p * n + p] * a[q * n + q])) || off === 0) continue;
        rotated = true;
        const tau = (a[q * n + q] - a[p * n + p]) / (2 * off);
        const t = (tau >= 0 ? 1 : -1) / (Math.abs(tau) + Math.hypot(1, tau));
        const c = 1 / Math.hypot(1, t);
        for (let k = 0; k < n; k++) rotate(a, k * n + p, k * n + q, c, t * c);
        for (let k = 0; k < n; k++) rotate(a, p * n + k, q * n + k, c, t * c);
        for (let k = 0; k < n; k++) rotate(v, p * n + k, q * n + k, c, t * c);
      }
    }
    if (!rotated) break;
  }
  const order = Array.from({ length: n }, (_, index) => index).sort(
    (i, j) => a[j * n + j] - a[i * n + i] || i - j,
  );
  const vectors = new Float64Array(n * n);
  for (const [row, index] of order.entries()) vectors.set(v.subarray(index * n, (index + 1) * n), row * n);
  return { values: Float64Array.from(order, (index) => a[index * n + index]), vectors };
}

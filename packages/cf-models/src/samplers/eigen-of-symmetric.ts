/** Eigenvalues, largest first, and for each its eigenvector of length 1. */
export interface Eigen {
  readonly values: readonly number[];
  readonly vectors: readonly (readonly number[])[];
}

const mostSweeps = 60;

/** Finds all eigenvalues and eigenvectors of a small symmetric matrix by Jacobi rotations (Golub and Van Loan, 8.5). */
export function eigenOfSymmetric(matrix: readonly (readonly number[])[]): Eigen {
  const n = matrix.length;
  const a = matrix.map((row, r) => row.map((value, c) => (value + matrix[c][r]) / 2));
  // Row k becomes the eigenvector of a[k][k].
  const vectors: number[][] = a.map((_, r) => a.map((_, c) => (r === c ? 1 : 0)));
  const size = a.flat().reduce((sum, value) => sum + value * value, 0);
  for (let sweep = 0; sweep < mostSweeps; sweep++) {
    let off = 0;
    for (let p = 0; p < n; p++) for (let q = 0; q < p; q++) off += a[p][q] ** 2;
    if (off <= 1e-24 * size) break;
    for (let p = 0; p < n; p++) {
      for (let q = p + 1; q < n; q++) {
        if (a[p][q] === 0) continue;
        const theta = (a[q][q] - a[p][p]) / (2 * a[p][q]);
        const t = (theta >= 0 ? 1 : -1) / (Math.abs(theta) + Math.sqrt(theta * theta + 1));
        const cos = 1 / Math.sqrt(t * t + 1);
        const sin = t * cos;
        for (let k = 0; k < n; k++) {
          const [kp, kq] = [a[k][p], a[k][q]];
          a[k][p] = cos * kp - sin * kq;
          a[k][q] = sin * kp + cos * kq;
        }
        for (let k = 0; k < n; k++) {
          const [pk, qk] = [a[p][k], a[q][k]];
          a[p][k] = cos * pk - sin * qk;
          a[q][k] = sin * pk + cos * qk;
          const [vp, vq] = [vectors[p][k], vectors[q][k]];
          vectors[p][k] = cos * vp - sin * vq;
          vectors[q][k] = sin * vp + cos * vq;
        }
      }
    }
  }
  const order = a.map((_, k) => k).sort((one, other) => a[other][other] - a[one][one]);
  return { values: order.map((k) => a[k][k]), vectors: order.map((k) => vectors[k]) };
}

import { expandRows, type Random } from '@hnlm/core';
import { sparseMatMul, sparseMatrix } from '@hnlm/tfjs-backend';
import * as tf from '@tensorflow/tfjs';
import { eigenOfSymmetric } from './eigen-of-symmetric.ts';
import type { ItemGraph } from './jaccard-graph.ts';

/** Columns beyond those that are wanted: they make the wanted ones converge sooner. */
const extra = 8;
/** Products with the matrix between two looks at the eigenvalues. */
const stride = 10;
const mostStrides = 40;
/** Mean change of the wanted eigenvalues after which they count as found (official code of DTL-NS). */
const tolerance = 1e-4;

/**
 * Places the nodes of a graph by the eigenvectors of its normalised Laplacian I - D^-1/2 A D^-1/2 that belong to the
 * smallest eigenvalues, without the trivial one, sqrt(degree) (Belkin and Niyogi 2003). They are found by subspace iteration;
 * nodes without edges lie at 0.
 *
 * @param dimensions at most nodes - 1
 * @returns `[nodes * dimensions]`; columns have length 1
 */
export function spectralEmbedding(
  { edges, weights }: ItemGraph,
  dimensions: number,
  random: Random,
): Float32Array {
  const size = edges.rows;
  const degree = new Float64Array(size);
  const rows = expandRows(edges);
  for (const [n, row] of rows.entries()) degree[row] += weights[n];
  const normalised = weights.map(
    (weight, n) => weight / Math.sqrt(degree[rows[n]] * degree[edges.indices[n]]),
  );
  const matrix = sparseMatrix(edges, normalised);
  const trivial = Float64Array.from(degree, Math.sqrt);
  const width = Math.min(size - 1, dimensions + extra);
  const columns = Array.from({ length: width }, () =>
    Float64Array.from(degree, (one) => (one > 0 ? random.normal() : 0)),
  );

  /** Half of A x + x, which has no negative eigenvalues, for all columns. */
  function multiply(times: number): void {
    const product = tf.tidy(() => {
      let x = tf.tensor2d(interleave(columns), [size, width]);
      for (let n = 0; n < times; n++) x = sparseMatMul(matrix, x).add(x).mul(0.5) as tf.Tensor2D;
      return x;
    });
    const values = product.dataSync();
    product.dispose();
    for (const [c, column] of columns.entries())
      for (let row = 0; row < size; row++) column[row] = values[row * width + c];
  }

  let found = Number.POSITIVE_INFINITY;
  try {
    orthonormalise(columns, trivial);
    for (let round = 0; round < mostStrides; round++) {
      multiply(stride - 1);
      orthonormalise(columns, trivial);
      const before = columns.map((column) => column.slice());
      multiply(1);
      // Rayleigh-Ritz: the eigenvectors within the space that the columns span.
      const { values, vectors } = eigenOfSymmetric(
        before.map((one) => columns.map((other) => dot(one, other))),
      );
      const turned = vectors.map((vector) => combine(before, vector));
      for (const [c, column] of columns.entries()) column.set(turned[c]);
      const sum = values.slice(0, dimensions).reduce((total, value) => total + value, 0);
      if (Math.abs(sum - found) < tolerance * dimensions) break;
      found = sum;
    }
  } finally {
    matrix.dispose();
  }
  return interleave(columns.slice(0, dimensions));
}

/** Columns side by side, row by row. */
function interleave(columns: readonly Float64Array[]): Float32Array {
  const [first] = columns;
  const values = new Float32Array(columns.length * first.length);
  for (const [c, column] of columns.entries())
    for (let row = 0; row < column.length; row++) values[row * columns.length + c] = column[row];
  return values;
}

function dot(a: Float64Array, b: Float64Array): number {
  let sum = 0;
  for (let n = 0; n < a.length; n++) sum += a[n] * b[n];
  return sum;
}

function combine(columns: readonly Float64Array[], factors: readonly number[]): Float64Array {
  const sum = new Float64Array(columns[0].length);
  for (const [c, column] of columns.entries())
    for (let n = 0; n < sum.length; n++) sum[n] += factors[c] * column[n];
  return sum;
}

/** Makes columns orthogonal to a vector and to each other, of length 1 (Gram-Schmidt, twice for accuracy). */
function orthonormalise(columns: readonly Float64Array[], against: Float64Array): void {
  const length = Math.sqrt(dot(against, against)) || 1;
  const done: Float64Array[] = [against.map((value) => value / length)];
  for (const column of columns) {
    for (let round = 0; round < 2; round++) {
      for (const other of done) {
        const share = dot(column, other);
        for (let n = 0; n < column.length; n++) column[n] -= share * other[n];
      }
    }
    const norm = Math.sqrt(dot(column, column));
    for (let n = 0; n < column.length; n++) column[n] = norm > 1e-12 ? column[n] / norm : 0;
    done.push(column);
  }
}

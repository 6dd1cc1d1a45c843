import type { Random } from '@hnlm/core';
import * as tf from '@tensorflow/tfjs';
import type { Vectors } from './vectors.ts';

/** A fitted projection onto principal components. */
export interface Pca {
  /** Components kept; fewer than asked for where the data have fewer. */
  readonly dimensions: number;
  /** Projects vectors of the width that was fitted. */
  project(vectors: Vectors): Vectors;
}

/**
 * Fits principal components by randomised subspace iteration (Halko, Martinsson and Tropp 2011, algorithm 4.4): cost
 * grows with rows x width x components, not with the cube of the width. Needs a current tfjs backend.
 *
 * @param options.components how many to keep
 * @param options.iterations default 6
 */
export function fitPca(
  { values, dimensions: width }: Vectors,
  { components, random, iterations = 6 }: { components: number; random: Random; iterations?: number },
): Pca {
  const count = values.length / width;
  const kept = Math.min(components, width, count);
  const mean = new Float32Array(width);
  for (let c = 0; c < width; c++) {
    let sum = 0;
    for (let row = 0; row < count; row++) sum += values[row * width + c];
    mean[c] = sum / count;
  }
  const centre = (rows: Float32Array) => rows.map((value, n) => value - mean[n % width]);

  // Some columns more than are kept make the iteration converge faster (oversampling, ibid. 4.2).
  const probes = Math.min(kept + 8, width, count);
  const data = tf.tensor2d(centre(values), [count, width]);
  let basis = orthonormal(
    Float32Array.from({ length: width * probes }, () => random.normal()),
    width,
    probes,
  );
  for (let iteration = 0; iteration < iterations; iteration++) {
    const moved = tf.tidy(() => tf.matMul(data, tf.matMul(data, tf.tensor2d(basis, [width, probes])), true));
    basis = orthonormal(moved.dataSync() as Float32Array, width, probes);
    moved.dispose();
  }
  const projected = tf.tidy(() => tf.matMul(data, tf.tensor2d(basis, [width, probes])));
  const rotation = principalAxes(projected.dataSync() as Float32Array, count, probes);
  tf.dispose([data, projected]);

  const axes = new Float32Array(width * kept);
  for (let row = 0; row < width; row++) {
    for (let column = 0; column < kept; column++) {
      let sum = 0;
      for (let p = 0; p < probes; p++) sum += basis[row * probes + p] * rotation[p * probes + column];
      axes[row * kept + column] = sum;
    }
  }
  return {
    dimensions: kept,
    project({ values: rows }) {
      const out = tf.tidy(() =>
        tf.matMul(tf.tensor2d(centre(rows), [rows.length / width, width]), tf.tensor2d(axes, [width, kept])),
      );
      const result = { values: out.dataSync() as Float32Array, dimensions: kept };
      out.dispose();
      return result;
    },
  };
}

/** Orthonormalises columns by modified Gram-Schmidt, twice for accuracy; a column that vanishes stays zero. */
function orthonormal(matrix: Float32Array, rows: number, columns: number): Float32Array {
  const q = Float64Array.from(matrix);
  for (let column = 0; column < columns; column++) {
    for (let pass = 0; pass < 2; pass++) {
      for (let other = 0; other < column; other++) {
        let dot = 0;
        for (let r = 0; r < rows; r++) dot += q[r * columns + column] * q[r * columns + other];
        for (let r = 0; r < rows; r++) q[r * columns + column] -= dot * q[r * columns + other];
      }
    }
    let squares = 0;
    for (let r = 0; r < rows; r++) squares += q[r * columns + column] ** 2;
    const scale = squares > 1e-20 ? 1 / Math.sqrt(squares) : 0;
    for (let r = 0; r < rows; r++) q[r * columns + column] *= scale;
  }
  return Float32Array.from(q);
}

/**
 * Eigenvectors of the covariance of a few columns by cyclic Jacobi rotations, largest eigenvalue first, each with its
 * largest entry positive: `[columns, columns]`, one eigenvector a column.
 */
function principalAxes(values: Float32Array, rows: number, columns: number): Float64Array {
  const a = new Float64Array(columns * columns);
  for (let r = 0; r < rows; r++) {
    for (let i = 0; i < columns; i++) {
      for (let j = 0; j < columns; j++)
        a[i * columns + j] += values[r * columns + i] * values[r * columns + j];
    }
  }
  const v = new Float64Array(columns * columns);
  for (let i = 0; i < columns; i++) v[i * columns + i] = 1;
  for (let sweep = 0; sweep < 30; sweep++) {
    let rotated = false;
    for (let p = 0; p < columns; p++) {
      for (let q = p + 1; q < columns; q++) {
        const off = a[p * columns + q];
        if (Math.abs(off) <= 1e-12 * Math.sqrt(Math.abs(a[p * columns + p] * a[q * columns + q]))) continue;
        rotated = true;
        const theta = (a[q * columns + q] - a[p * columns + p]) / (2 * off);
        const t = Math.sign(theta || 1) / (Math.abs(theta) + Math.sqrt(theta * theta + 1));
        const cosine = 1 / Math.sqrt(t * t + 1);
        const sine = t * cosine;
        for (let k = 0; k < columns; k++) rotate(a, k * columns + p, k * columns + q, cosine, sine);
        for (let k = 0; k < columns; k++) rotate(a, p * columns + k, q * columns + k, cosine, sine);
        for (let k = 0; k < columns; k++) rotate(v, k * columns + p, k * columns + q, cosine, sine);
      }
    }
    if (!rotated) break;
  }
  const order = Array.from({ length: columns }, (_, n) => n).sort(
    (i, j) => a[j * columns + j] - a[i * columns + i],
  );
  const sorted = new Float64Array(columns * columns);
  for (const [to, from] of order.entries()) {
    let largest = 0;
    for (let k = 0; k < columns; k++) {
      if (Math.abs(v[k * columns + from]) > Math.abs(largest)) largest = v[k * columns + from];
    }
    for (let k = 0; k < columns; k++)
      sorted[k * columns + to] = v[k * columns + from] * (largest < 0 ? -1 : 1);
  }
  return sorted;
}

function rotate(values: Float64Array, p: number, q: number, cosine: number, sine: number): void {
  const [x, y] = [values[p], values[q]];
  values[p] = cosine * x - sine * y;
  values[q] = sine * x + cosine * y;
}

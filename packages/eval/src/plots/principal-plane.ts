import { createRandom } from '@hnlm/core';
import type { VectorTable } from '../audit/vector-similarity.ts';
import { checkVectors } from './check-vectors.ts';
import { percentText } from './number-text.ts';
import type { Plane } from './plane.ts';
import { symmetricEigen } from './symmetric-eigen.ts';

/** The plane of most variance. */
export interface PrincipalPlane extends Plane {
  /** Shares of the whole variance along the two directions. */
  readonly variance: readonly [number, number];
}

/** Directions that are searched together; more than two, so that close ones are told apart fast. */
const searched = 10;
/** Without structure, when many directions have almost the same variance, any of them serves after this many. */
const mostIterations = 100;

/**
 * Projects vectors onto their first two principal components; the axes say which share of the variance they hold.
 * Distances in the plane are never larger than those in the space, but what lies together may differ in the directions
 * left out. The components are found by subspace iteration on the covariance with Rayleigh-Ritz steps (Golub and Van
 * Loan, section 8.2); each points to where its largest weight is positive. One that has no variance is 0 throughout.
 *
 * @throws HnlmError `PLOT_VECTORS` for fewer than 2 vectors or values that are not finite
 * @example
 * ```ts
 * const plane = principalPlane({ values: model.itemEmbeddings, dimensions: model.dimensions });
 * embeddingMap({ title: 'Items', plane, groups: [{ label: 'items', rows: [0, 1, 2] }] });
 * ```
 */
export function principalPlane(table: VectorTable): PrincipalPlane {
  const rows = checkVectors(table, 2);
  const d = table.dimensions;
  const centred = centre(table, rows);
  const covariance = covarianceOf(centred, rows, d);
  let total = 0;
  for (let index = 0; index < d; index++) total += covariance[index * (d + 1)];
  const { values, directions } = leadingDirections(covariance, d);

  const points = new Float64Array(2 * rows);
  const variance: [number, number] = [0, 0];
  for (const axis of [0, 1]) {
    if (!(values[axis] > 1e-12 * total)) continue;
    variance[axis] = values[axis] / total;
    const direction = directions.subarray(axis * d, (axis + 1) * d);
    const sign =
      direction.reduce((most, weight) => (Math.abs(weight) > Math.abs(most) ? weight : most), 0) < 0 ? -1 : 1;
    for (let row = 0; row < rows; row++) {
      let sum = 0;
      for (let index = 0; index < d; index++) sum += centred[row * d + index] * direction[index];
      points[2 * row + axis] = sign * sum;
    }
  }
  const label = (axis: 0 | 1) => `component ${axis + 1} (${percentText(variance[axis], 1)} of variance)`;
  return { points, variance, xLabel: label(0), yLabel: label(1) };
}

function centre({ values, dimensions }: VectorTable, rows: number): Float64Array {
  const means = new Float64Array(dimensions);
  for (let at = 0; at < values.length; at++) means[at % dimensions] += values[at] / rows;
  return Float64Array.from(values, (value, at) => value - means[at % dimensions]);
}

function covarianceOf(centred: Float64Array, rows: number, d: number): Float64Array {
  const covariance = new Float64Array(d * d);
  for (let row = 0; row < rows; row++) {
    for (let i = 0; i < d; i++) {
      const value = centred[row * d + i] / rows;
      for (let j = i; j < d; j++) covariance[i * d + j] += value * centred[row * d + j];
    }
  }
  for (let i = 0; i < d; i++) for (let j = 0; j < i; j++) covariance[i * d + j] = covariance[j * d + i];
  return covariance;
}

/** Finds the largest eigenvalues of a covariance and their directions, `[k, d]`. */
function leadingDirections(covariance: Float64Array, d: number) {
  const k = Math.min(d, searched);
  // The start decides nothing but how soon the directions are found; it only must not miss one.
  const random = createRandom('principal-plane');
  let basis = orthonormal(
    Float64Array.from({ length: k * d }, () => random.normal()),
    k,
    d,
  );
  let values: Float64Array = new Float64Array(2);
  for (let iteration = 0; iteration < mostIterations; iteration++) {
    const image = timesCovariance(basis, covariance, k, d);
    const inner = new Float64Array(k * k);
    for (let i = 0; i < k; i++) for (let j = 0; j < k; j++) inner[i * k + j] = dot(basis, i, image, j, d);
    const eigen = symmetricEigen(inner, k);
    basis = combine(eigen.vectors, basis, k, d);
    const turned = combine(eigen.vectors, image, k, d);
    values = eigen.values;
    let residual = 0;
    for (let at = 0; at < Math.min(2, k) * d; at++) {
      residual = Math.max(residual, Math.abs(turned[at] - values[Math.floor(at / d)] * basis[at]));
    }
    if (!(residual > 1e-8 * values[0])) break;
    basis = orthonormal(turned, k, d);
  }
  return { values, directions: basis };
}

function dot(first: Float64Array, i: number, second: Float64Array, j: number, d: number): number {
  let sum = 0;
  for (let index = 0; index < d; index++) sum += first[i * d + index] * second[j * d + index];
  return sum;
}

function timesCovariance(basis: Float64Array, covariance: Float64Array, k: number, d: number): Float64Array {
  const image = new Float64Array(k * d);
  for (let i = 0; i < k; i++) {
    for (let row = 0; row < d; row++) image[i * d + row] = dot(basis, i, covariance, row, d);
  }
  return image;
}

/** Multiplies `[k, k]` weights with `[k, d]` rows. */
function combine(weights: Float64Array, rows: Float64Array, k: number, d: number): Float64Array {
  const combined = new Float64Array(k * d);
  for (let i = 0; i < k; i++) {
    for (let j = 0; j < k; j++) {
      const weight = weights[i * k + j];
      for (let index = 0; index < d; index++) combined[i * d + index] += weight * rows[j * d + index];
    }
  }
  return combined;
}

/** Makes rows orthonormal by Gram-Schmidt, twice over for accuracy; a row that vanishes stays 0. */
function orthonormal(rows: Float64Array, k: number, d: number): Float64Array {
  for (let i = 0; i < k; i++) {
    const before = Math.sqrt(dot(rows, i, rows, i, d));
    for (const _ of [1, 2]) {
      for (let j = 0; j < i; j++) {
        const product = dot(rows, i, rows, j, d);
        for (let index = 0; index < d; index++) rows[i * d + index] -= product * rows[j * d + index];
      }
    }
    const length = Math.sqrt(dot(rows, i, rows, i, d));
    const scale = length > 1e-12 * before ? 1 / length : 0;
    for (let index = 0; index < d; index++) rows[i * d + index] *= scale;
  }
  return rows;
}

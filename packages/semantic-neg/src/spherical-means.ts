import type { Random } from '@hnlm/core';
import { rankRows } from './rank-rows.ts';
import { takeRows, unitRows } from './unit-rows.ts';

/** Options of {@link sphericalMeans}. */
export interface SphericalMeansOptions {
  /** Unit vectors, row by row. */
  readonly rows: Float32Array;
  readonly dimensions: number;
  /** Centres to find; at most as many as rows. */
  readonly count: number;
  readonly random: Random;
  readonly signal?: AbortSignal;
}

/** Rows a centre that take part; more hardly move it (Faiss takes 39 to 256). */
const ROWS_EACH = 64;
const ROUNDS = 10;

/**
 * Finds centres of unit vectors by spherical k-means (Dhillon and Modha 2001): drawn rows to begin with, then ten times the
 * mean direction of the drawn rows nearest to each. A centre without rows stays where it is. Returns `[count * dimensions]`.
 *
 * @throws the signal's reason when it aborts.
 */
export async function sphericalMeans(options: SphericalMeansOptions): Promise<Float32Array> {
  const { rows, dimensions, count, random, signal } = options;
  const order = random.shuffle(Int32Array.from({ length: rows.length / dimensions }, (_, row) => row));
  const drawn = order.subarray(0, count * ROWS_EACH);
  const sample = takeRows(rows, drawn, dimensions);
  let centres: Float32Array = sample.slice(0, count * dimensions);
  for (let round = 0; round < ROUNDS; round++) {
    const nearest = await rankRows({ queries: sample, rows: centres, dimensions, k: 1, signal });
    const sums = new Float32Array(centres.length);
    const counts = new Int32Array(count);
    for (const [place, centre] of nearest.entries()) {
      counts[centre]++;
      for (let index = 0; index < dimensions; index++) {
        sums[centre * dimensions + index] += sample[place * dimensions + index];
      }
    }
    for (const [centre, size] of counts.entries()) {
      const [start, end] = [centre * dimensions, (centre + 1) * dimensions];
      if (size === 0) sums.set(centres.subarray(start, end), start);
    }
    centres = unitRows(sums, dimensions, 'centre');
  }
  return centres;
}

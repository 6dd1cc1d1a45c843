import type { Random } from '@hnlm/core';

/** Shows items to users. */
export interface Exposure {
  /**
   * Starts to show items to one user. Each call of the result draws an item that was not shown before, or
   * `undefined` when hardly anything is left.
   *
   * @param interests `[departments]`, the user's interest in each
   */
  to(interests: Float32Array, random: Random): () => number | undefined;
}

/** Items whose weights are summed together: a draw searches the sums, then scans one block. */
const blockSize = 64;

/**
 * Makes the exposure of a catalogue: an item is drawn by its popularity times the user's interest in its
 * department. Popularity is summed once for every block of items and department, so that a user costs
 * `items / 64` sums and a draw about 64, whatever the size of the catalogue.
 *
 * @param popularity `[items]`
 * @param departmentOf `[items]`
 */
export function createExposure(popularity: Float64Array, departmentOf: Int32Array): Exposure {
  const items = popularity.length;
  const blocks = Math.ceil(items / blockSize);
  const departments = departmentOf.reduce((most, department) => Math.max(most, department + 1), 0);
  const sums = new Float64Array(blocks * departments);
  for (let item = 0; item < items; item++) {
    sums[Math.floor(item / blockSize) * departments + departmentOf[item]] += popularity[item];
  }
  return {
    to(interests, random) {
      const cumulative = new Float64Array(blocks);
      let total = 0;
      for (let block = 0; block < blocks; block++) {
        for (let department = 0; department < departments; department++) {
          total += sums[block * departments + department] * interests[department];
        }
        cumulative[block] = total;
      }
      const draw = () => {
        const value = random.uniform() * total;
        const block = firstAbove(cumulative, value);
        let reached = block > 0 ? cumulative[block - 1] : 0;
        const last = Math.min((block + 1) * blockSize, items) - 1;
        for (let item = block * blockSize; item < last; item++) {
          reached += popularity[item] * interests[departmentOf[item]];
          if (reached > value) return item;
        }
        return last;
      };
      const shown = new Set<number>();
      return () => {
        // Rejection is exact; a miss every time means that nearly all of the weight is shown already.
        for (let tries = 0; tries < 1000; tries++) {
          const item = draw();
          if (shown.has(item)) continue;
          shown.add(item);
          return item;
        }
        return undefined;
      };
    },
  };
}

/** Finds the first entry of an ascending list that is above a value (binary search). */
function firstAbove(ascending: Float64Array, value: number): number {
  let low = 0;
  let high = ascending.length - 1;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (ascending[middle] > value) high = middle;
    else low = middle + 1;
  }
  return low;
}

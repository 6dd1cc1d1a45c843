/** Finds the first index whose value is above a point, in ascending values; the last one if there is none. */
export function firstAbove(values: ArrayLike<number>, point: number): number {
  let [low, high] = [0, values.length - 1];
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (values[middle] > point) high = middle;
    else low = middle + 1;
  }
  return low;
}

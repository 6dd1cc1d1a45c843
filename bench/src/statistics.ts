/** The value below which a share `q` of the values lies, interpolated between neighbours. */
export function quantile(values: readonly number[], q: number): number {
  const sorted = [...values].sort((a, b) => a - b);
  const place = q * (sorted.length - 1);
  const below = sorted[Math.floor(place)];
  return below + (sorted[Math.ceil(place)] - below) * (place - Math.floor(place));
}

/** The middle value. */
export function median(values: readonly number[]): number {
  return quantile(values, 0.5);
}

/** Median and quartiles, rounded for people to read. */
export function spread(values: readonly number[]): { median: number; q1: number; q3: number } {
  const [q1, middle, q3] = [0.25, 0.5, 0.75].map((q) => rounded(quantile(values, q)));
  return { median: middle, q1, q3 };
}

/** Rounds to three significant digits. */
export function rounded(value: number): number {
  return Number(value.toPrecision(3));
}

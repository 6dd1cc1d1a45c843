/** Maps a value to a coordinate. */
export type Scale = (value: number) => number;

/** Makes the straight line through (`from[0]`, `to[0]`) and (`from[1]`, `to[1]`); a domain of no width maps to `to[0]`. */
export function linearScale(from: readonly [number, number], to: readonly [number, number]): Scale {
  const width = from[1] - from[0];
  return (value) => (width === 0 ? to[0] : to[0] + ((value - from[0]) / width) * (to[1] - to[0]));
}

/** An axis: ticks at round values that enclose the data, and how many decimals they need. */
export interface Ticks {
  readonly values: readonly number[];
  readonly decimals: number;
}

/** Finds ticks at multiples of 1, 2 or 5 times a power of ten, about `count` of them, from at most `low` to at least `high`. */
export function niceTicks(low: number, high: number, count: number): Ticks {
  const range = high > low ? high - low : Math.abs(low) || 1;
  const power = Math.floor(Math.log10(range / count));
  const factor =
    [1, 2, 5, 10].find((candidate) => candidate * 10 ** power * count >= range * (1 - 1e-9)) ?? 10;
  const step = factor * 10 ** power;
  const first = Math.floor(low / step + 1e-9);
  const last = Math.max(first + 1, Math.ceil(high / step - 1e-9));
  const decimals = Math.max(0, -Math.floor(Math.log10(step) + 1e-9));
  const values = Array.from({ length: last - first + 1 }, (_, index) =>
    Number(((first + index) * step).toFixed(decimals)),
  );
  return { values, decimals };
}

/** Maps a value to a coordinate. */
export type Scale = (value: number) => number;

/** Makes the straight line through (`from[0]`, `to[0]`) and (`from[1]`, `to[1]`); a domain of no width maps to `to[0]`. */
export function linearScale(from: readonly [number, number], to: readonly [number, number]): Scale {
  const width = from[1] - from[0];
  return (value) => (width === 0 ? to[0] : to[0] + ((value - from[0]) / width) * (to[1] - to[0]));
}

/** As {@link linearScale} of the logarithms; the domain and all values are above 0. */
export function logScale(from: readonly [number, number], to: readonly [number, number]): Scale {
  const scale = linearScale([Math.log(from[0]), Math.log(from[1])], to);
  return (value) => scale(Math.log(value));
}

/** An axis: ticks at round values that enclose the data, and how many decimals they need. */
export interface Ticks {
  readonly values: readonly number[];
  readonly decimals: number;
}

/** Finds ticks at multiples of 1, 2 or 5 times a power of ten, about `count` of them, from at most `low` to at least `high`. */
export function niceTicks(low: number, high: number, count: number): Ticks {
  const size = Math.max(Math.abs(low), Math.abs(high));
  // A range that is lost among the digits of its ends, or among the smallest numbers, is none.
  const range = high - low > Math.max(1e-9 * size, 1e-90) ? high - low : size > 1e-90 ? size : 1;
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

/**
 * Finds ticks for a logarithmic axis whose ends enclose the data at 1, 2 or 5 times a power of ten: all of these where
 * they span less than three powers, else the powers alone, of many every second or third.
 */
export function logTicks(
  low: number,
  high: number,
): { readonly ends: readonly [number, number]; readonly values: readonly number[] } {
  const steps: number[] = [];
  for (let power = Math.floor(Math.log10(low)) - 1; power <= Math.ceil(Math.log10(high)) + 1; power++) {
    // Written and read, since 10 ** -3 is not .001 to the bit.
    for (const factor of [1, 2, 5]) steps.push(Number(`${factor}e${power}`));
  }
  // A single value stands between two ticks.
  const slack = low === high ? -1e-9 : 1e-9;
  const first = steps.findLastIndex((step) => step <= low * (1 + slack));
  const last = steps.findIndex((step) => step >= high * (1 - slack));
  const within = steps.slice(first, last + 1);
  const powers = steps.filter((_, index) => index % 3 === 0 && index >= first && index <= last);
  const every = Math.ceil(powers.length / 8);
  return {
    ends: [steps[first], steps[last]],
    values: powers.length < 4 ? within : powers.filter((_, index) => index % every === 0),
  };
}

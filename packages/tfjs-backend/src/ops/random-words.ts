import type { Random } from '@hnlm/core';

/** What a set of random numbers follows from: two 32-bit words. */
export type RandomKey = readonly [number, number];

/** Draws a key from a stream. */
export function drawKey(random: Random): RandomKey {
  return [random.bits(), random.bits()];
}

/** Numbers are made in groups of so many; see assembly/noise.ts, which holds the same generator for WebAssembly. */
export const groupSize = 8;

const rotations = [
  [13, 15, 26, 6],
  [17, 29, 16, 24],
];

/** Threefry-2x32 with 20 rounds (Salmon et al., "Parallel Random Numbers: As Easy as 1, 2, 3", SC 2011). */
export function threefry([key0, key1]: RandomKey, counter0: number, counter1: number): [number, number] {
  const key = [key0, key1, 0x1bd11bda ^ key0 ^ key1];
  let x = (counter0 + key0) | 0;
  let y = (counter1 + key1) | 0;
  for (let injection = 1; injection <= 5; injection++) {
    for (const by of rotations[(injection + 1) % 2]) {
      x = (x + y) | 0;
      y = ((y << by) | (y >>> (32 - by))) ^ x;
    }
    x = (x + key[injection % 3]) | 0;
    y = (y + key[(injection + 1) % 3] + injection) | 0;
  }
  return [x >>> 0, y >>> 0];
}

/** Makes the words of one row of `length` numbers, rounded up to whole groups. */
export function randomWords(key: RandomKey, length: number, row = 0): Uint32Array {
  const words = new Uint32Array(Math.ceil(length / groupSize) * groupSize);
  for (let counter = 0; counter < words.length / 2; counter++) {
    const place = Math.floor(counter / 4) * groupSize + (counter % 4);
    [words[place], words[place + 4]] = threefry(key, counter, row);
  }
  return words;
}

/** Turns words into numbers in [0, 1): their upper 24 bits times 2^-24. */
export function uniformOf(words: Uint32Array): Float32Array {
  return Float32Array.from(words, (word) => (word >>> 8) / 2 ** 24);
}

/**
 * Turns words into standard normal numbers (Box and Muller, 1958). It uses no more than + - * / and the square root, so
 * that the bits are the same on every engine, which the logarithm and the cosine of JavaScript do not promise.
 */
export function normalOf(words: Uint32Array): Float32Array {
  const out = new Float32Array(words.length);
  for (let start = 0; start < words.length; start += groupSize) {
    for (let place = start; place < start + 4; place++) {
      const radius = Math.sqrt(-2 * logOfWord(words[place]));
      const word = words[place + 4];
      const quarter = ((word + 0x20000000) >>> 0) >>> 30;
      const angle = ((word - quarter * 2 ** 30) | 0) * ((2 * Math.PI) / 2 ** 32);
      const [s, c] = [sine(angle), cosine(angle)];
      const [cos, sin] = [
        [c, s],
        [-s, c],
        [-c, -s],
        [s, -c],
      ][quarter];
      out[place] = radius * cos;
      out[place + 4] = radius * sin;
    }
  }
  return out;
}

/** ln((word + 1) / 2^32): with word + 1 = 2^e m and m in [1, 2), e ln 2 + 2 artanh((m - 1) / (m + 1)). */
function logOfWord(word: number): number {
  const value = word + 1;
  const e = value === 2 ** 32 ? 32 : 31 - Math.clz32(value);
  let m = value / 2 ** e;
  let exponent = e - 32;
  if (m > Math.SQRT2) {
    m *= 0.5;
    exponent += 1;
  }
  const t = (m - 1) / (m + 1);
  const q = t * t;
  const series = 1 + q * (1 / 3 + q * (1 / 5 + q * (1 / 7 + q * (1 / 9 + q * (1 / 11 + q * (1 / 13))))));
  return exponent * Math.LN2 + 2 * t * series;
}

/** For |x| up to pi / 4. */
function sine(x: number): number {
  const q = x * x;
  return x * (1 + q * (-1 / 6 + q * (1 / 120 + q * (-1 / 5040 + q * (1 / 362880 - q * (1 / 39916800))))));
}

/** For |x| up to pi / 4. */
function cosine(x: number): number {
  const q = x * x;
  return 1 + q * (-0.5 + q * (1 / 24 + q * (-1 / 720 + q * (1 / 40320 - q * (1 / 3628800)))));
}

/** A stream of random numbers, from which further independent streams can be split. */
export interface Random {
  /** Draws 32 random bits as an unsigned integer. */
  bits(): number;
  /** Draws a number in [0, 1) with 32 random bits. */
  uniform(): number;
  /** Draws an integer in [0, bound), without bias; `bound` is at most 2^32. */
  integer(bound: number): number;
  /** Draws from the standard normal distribution (Box-Muller). */
  normal(): number;
  /** Shuffles in place (Fisher-Yates) and returns its argument. */
  shuffle<T extends { length: number; [index: number]: unknown }>(values: T): T;
  /** Derives an independent stream; it depends on the labels alone, not on how much was drawn before. */
  split(...labels: readonly (string | number)[]): Random;
  /** Returns the state, from which {@link restoreRandom} goes on. */
  state(): RandomState;
}

/** The state of a stream: what it was derived from, and its four words. */
export interface RandomState {
  readonly path: string;
  readonly words: readonly [number, number, number, number];
}

/** Hashes a text into four words (the mixing steps of cyrb128, public domain). */
function hash(text: string): [number, number, number, number] {
  let [a, b, c, d] = [1779033703, 3144134277, 1013904242, 2773480762];
  for (let index = 0; index < text.length; index++) {
    const code = text.charCodeAt(index);
    a = b ^ Math.imul(a ^ code, 597399067);
    b = c ^ Math.imul(b ^ code, 2869860233);
    c = d ^ Math.imul(c ^ code, 951274213);
    d = a ^ Math.imul(d ^ code, 2716044179);
  }
  a = Math.imul(c ^ (a >>> 18), 597399067);
  b = Math.imul(d ^ (b >>> 22), 2869860233);
  c = Math.imul(a ^ (c >>> 17), 951274213);
  d = Math.imul(b ^ (d >>> 19), 2716044179);
  const all = a ^ b ^ c ^ d;
  return [all >>> 0, (b ^ all) >>> 0, (c ^ all) >>> 0, (d ^ all) >>> 0];
}

function stream(path: string, words: readonly [number, number, number, number]): Random {
  let [a, b, c, d] = words;

  // sfc32 (PractRand): 128 bits of state, passes BigCrush.
  function bits(): number {
    const sum = (((a + b) | 0) + d) | 0;
    d = (d + 1) | 0;
    a = b ^ (b >>> 9);
    b = (c + (c << 3)) | 0;
    c = (c << 21) | (c >>> 11);
    c = (c + sum) | 0;
    return sum >>> 0;
  }

  const random: Random = {
    bits,
    uniform: () => bits() / 4294967296,
    integer(bound) {
      // Lemire's method needs 64-bit products; rejection above the last multiple is exact and as simple.
      const limit = 4294967296 - (4294967296 % bound);
      let value = bits();
      while (value >= limit) value = bits();
      return value % bound;
    },
    normal() {
      const radius = Math.sqrt(-2 * Math.log(1 - random.uniform()));
      return radius * Math.cos(2 * Math.PI * random.uniform());
    },
    shuffle(values) {
      for (let index = values.length - 1; index > 0; index--) {
        const other = random.integer(index + 1);
        const held = values[index];
        values[index] = values[other];
        values[other] = held;
      }
      return values;
    },
    split: (...labels) => derive([path, ...labels.map((label) => JSON.stringify(label))].join('/')),
    state: () => ({ path, words: [a >>> 0, b >>> 0, c >>> 0, d >>> 0] }),
  };
  return random;
}

function derive(path: string): Random {
  const random = stream(path, hash(path));
  for (let round = 0; round < 15; round++) random.bits();
  return random;
}

/**
 * Makes the root stream of a seed. Same seed and labels, same numbers, on every machine.
 *
 * @example
 * ```ts
 * const random = createRandom(1);
 * const initialisation = random.split('init');
 * const sampling = random.split('negatives', 'epoch', 3);
 * ```
 */
export function createRandom(seed: number | string): Random {
  return derive(`hnlm:${seed}`);
}

/** Goes on from a saved {@link RandomState}. */
export function restoreRandom(state: RandomState): Random {
  return stream(state.path, state.words);
}

import { HnlmError, type Random } from '@hnlm/core';

/** Draws from a fixed discrete distribution in constant time (Walker 1977, in the form of Vose 1991). */
export interface AliasTable {
  /** Draws an index; takes two draws of the stream. */
  draw(random: Random): number;
}

/**
 * Makes the table of a distribution.
 *
 * @param weights not negative, at least one above 0; they need not sum to 1
 * @throws HnlmError `OPTION`
 * @example
 * ```ts
 * const { draw } = aliasTable([3, 1]);
 * const index = draw(random); // 0 three times in four
 * ```
 */
export function aliasTable(weights: ArrayLike<number>): AliasTable {
  const count = weights.length;
  let total = 0;
  for (let n = 0; n < count; n++) {
    if (!(weights[n] >= 0)) refuse(`weight ${n} is ${weights[n]}`);
    total += weights[n];
  }
  if (!(total > 0 && Number.isFinite(total))) refuse(`the weights sum to ${total}`);
  // Each column holds its own index with this chance, else its alias.
  const chance = new Float64Array(count);
  const alias = new Int32Array(count);
  const small: number[] = [];
  const large: number[] = [];
  for (let n = 0; n < count; n++) {
    chance[n] = (weights[n] * count) / total;
    (chance[n] < 1 ? small : large).push(n);
  }
  while (small.length > 0 && large.length > 0) {
    const [low, high] = [small.pop() as number, large[large.length - 1]];
    alias[low] = high;
    chance[high] -= 1 - chance[low];
    if (chance[high] < 1) small.push(large.pop() as number);
  }
  // What is left is 1 but for rounding.
  for (const n of [...small, ...large]) chance[n] = 1;
  return {
    draw(random) {
      const column = random.integer(count);
      return random.uniform() < chance[column] ? column : alias[column];
    },
  };
}

function refuse(what: string): never {
  throw new HnlmError(`cannot draw from a distribution: ${what}`, {
    code: 'OPTION',
    hint: 'Give weights that are not negative, at least one of them above 0.',
  });
}

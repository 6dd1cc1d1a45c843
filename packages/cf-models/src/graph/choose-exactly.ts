import type { Random } from '@hnlm/core';

/**
 * Marks exactly `count` of `length` places with 1, every choice equally likely: place by place, with a chance of the
 * marks that are left over the places that are left (Knuth, TAOCP vol. 2, 3.4.2, algorithm S).
 */
export function chooseExactly(count: number, length: number, random: Random): Uint8Array {
  const chosen = new Uint8Array(length);
  for (let place = 0, left = count; left > 0; place++) {
    if (random.uniform() * (length - place) >= left) continue;
    chosen[place] = 1;
    left--;
  }
  return chosen;
}

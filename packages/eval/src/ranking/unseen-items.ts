import type { Random } from '@hnlm/core';

/** The items of a catalogue that are in none of some ascending, distinct exclusions, by their place among each other. */
export interface UnseenItems {
  readonly count: number;
  /** Draws `n` different ones, all sets alike, into `out` in no special order. */
  draw(random: Random, out: Int32Array): void;
}

/** Looks at a catalogue without some items. */
export function unseenItems(catalogue: number, excluded: Int32Array): UnseenItems {
  const count = catalogue - excluded.length;
  const taken = new Set<number>();

  /** The item at a place: the place, moved on by the exclusions that lie before it. */
  function itemAt(place: number): number {
    let [low, high] = [0, excluded.length];
    while (low < high) {
      const middle = (low + high) >>> 1;
      if (excluded[middle] - middle <= place) low = middle + 1;
      else high = middle;
    }
    return place + low;
  }

  return {
    count,
    // Floyd's method (Bentley 1987): as many draws as items, none rejected.
    draw(random, out) {
      taken.clear();
      for (let n = 0; n < out.length; n++) {
        const last = count - out.length + n;
        const place = random.integer(last + 1);
        const chosen = taken.has(place) ? last : place;
        taken.add(chosen);
        out[n] = itemAt(chosen);
      }
    },
  };
}

import type { Random } from '@hnlm/core';
import type { Concept, ConceptSource } from './concept-source.ts';
import type { ValueTaste } from './value-taste.ts';

/** One attribute of a product and the value it gets instead. */
export interface AttributeSwap {
  readonly dimension: string;
  readonly from: string;
  readonly to: string;
}

/** Texts of one item beyond this many differ too little to be worth comparing. */
const MOST_CANDIDATES = 32;

/** Puts the new values in place. */
export function applySwaps({ type, attributes }: Concept, swaps: readonly AttributeSwap[]): Concept {
  const swapped = swaps.map(({ dimension, to }) => [dimension, to]);
  return { type, attributes: { ...attributes, ...Object.fromEntries(swapped) } };
}

/**
 * Lists the single swaps of a product that its text shows, dimension by dimension: `[dimensions][values]`. Their
 * order is drawn, so that ties later go to no value for its place in the alphabet.
 */
export function possibleSwaps(concepts: ConceptSource, concept: Concept, random: Random): AttributeSwap[][] {
  const present = new Set(Object.values(concept.attributes));
  const original = concepts.describe(concept);
  const dimensions = Object.keys(concept.attributes)
    .sort()
    .map((dimension) =>
      concepts
        .alternatives(concept.type, dimension)
        .filter((to) => !present.has(to))
        .map((to) => ({ dimension, from: concept.attributes[dimension], to }))
        .filter((swap) => concepts.describe(applySwaps(concept, [swap])) !== original),
    )
    .filter((swaps) => swaps.length > 0);
  for (const swaps of dimensions) random.shuffle(swaps);
  return random.shuffle(dimensions);
}

/**
 * Collects for each user the `k` swaps that the history speaks against most, at most one a dimension. Returns the
 * distinct combinations, those of most users first.
 */
export function preferredSwaps(
  users: readonly number[],
  possible: readonly AttributeSwap[][],
  taste: ValueTaste,
  k: number,
): AttributeSwap[][] {
  const counted = new Map<string, { swaps: AttributeSwap[]; users: number }>();
  for (const user of users) {
    const swaps = choose(possible, k, ({ to }) => taste.aversion(user, to));
    if (swaps.length === 0) continue;
    const key = JSON.stringify(swaps);
    const found = counted.get(key) ?? { swaps, users: 0 };
    found.users++;
    counted.set(key, found);
  }
  return [...counted.values()]
    .sort((one, other) => other.users - one.users)
    .slice(0, MOST_CANDIDATES)
    .map(({ swaps }) => swaps);
}

/** Takes the heaviest swaps, at most one a dimension and one a value; returns them by dimension. */
function choose(
  possible: readonly AttributeSwap[][],
  k: number,
  weigh: (swap: AttributeSwap) => number,
): AttributeSwap[] {
  const ranked = possible
    .flat()
    .map((swap) => ({ swap, weight: weigh(swap) }))
    .sort((one, other) => other.weight - one.weight);
  const chosen: AttributeSwap[] = [];
  for (const { swap } of ranked) {
    if (chosen.length === k) break;
    if (chosen.every(({ dimension, to }) => dimension !== swap.dimension && to !== swap.to))
      chosen.push(swap);
  }
  return chosen.sort((one, other) => (one.dimension < other.dimension ? -1 : 1));
}

import type { Random } from '@hnlm/core';
import type { Interaction } from './interaction.ts';
import type { Product } from './simulate-catalogue.ts';
import { simulateReview } from './simulate-review.ts';
import type { Tastes } from './simulate-tastes.ts';

/** What the simulated users meet. */
export interface Behaviour {
  readonly users: number;
  readonly products: readonly Product[];
  readonly tastes: Tastes;
  /** Mean interactions of a user. */
  readonly perUser: number;
  readonly popularityBias: number;
  /** Share of the reviews that tell reasons. */
  readonly textSignal: number;
}

const fewest = 8;
const reviewedShare = 0.5;

/**
 * Lets users shop. Each is shown items one after the other, without repeats, drawn by popularity times the
 * user's interest in the department, and buys each with the probability of liking it, until they have what
 * they came for (at least 8 items, log-normal above) or have seen nearly everything.
 */
export function simulateBehaviour(behaviour: Behaviour, random: Random): readonly Interaction[] {
  const { users, products, tastes, perUser, textSignal } = behaviour;
  const popularity = drawPopularity(products.length, behaviour.popularityBias, random.split('popularity'));
  const interactions: Interaction[] = [];
  for (let user = 0; user < users; user++) {
    const own = random.split('user', user);
    const wanted = drawActivity(perUser, products.length, own);
    const exposure = popularity.map(
      (weight, item) => weight * tastes.interest(user, products[item].department),
    );
    const draw = drawWithoutRepeats(exposure, own);
    for (let bought = 0; bought < wanted; ) {
      const item = draw();
      if (item === undefined) break;
      if (own.uniform() >= tastes.relevance(user, item)) continue;
      bought++;
      const reviewed = own.uniform() < reviewedShare;
      const review = reviewed
        ? simulateReview(reasons(user, products[item], tastes, own, textSignal), own)
        : undefined;
      interactions.push({ user, item, review });
    }
  }
  return interactions;
}

function reasons(user: number, product: Product, tastes: Tastes, random: Random, textSignal: number) {
  const { type, attributes } = product.concept;
  const told = Object.entries(attributes).map(([dimension, value]) => [
    dimension,
    tastes.weight(user, `${dimension}:${value}`),
  ]);
  const weights: Record<string, number> = Object.fromEntries([['type', tastes.weight(user, type)], ...told]);
  return { product, weights, explains: random.uniform() < textSignal };
}

/** Weights after Zipf's law, `1 / rank^bias`, in random order. */
function drawPopularity(items: number, bias: number, random: Random): number[] {
  return random.shuffle(Array.from({ length: items }, (_, rank) => (rank + 1) ** -bias));
}

/** At least `fewest`, log-normal above with the given mean; at most a fifth of the catalogue. */
function drawActivity(mean: number, items: number, random: Random): number {
  const spread = 0.9;
  const excess = Math.max(0, mean - fewest) * Math.exp(spread * random.normal() - spread ** 2 / 2);
  return Math.min(Math.round(fewest + excess), Math.floor(items / 5));
}

/** Draws indices by weight, each at most once; `undefined` when hardly any weight is left. */
function drawWithoutRepeats(weights: readonly number[], random: Random): () => number | undefined {
  const cumulative = new Float64Array(weights.length);
  let total = 0;
  for (const [index, weight] of weights.entries()) cumulative[index] = total += weight;
  const drawn = new Uint8Array(weights.length);
  return () => {
    // Rejection is exact; a miss every time means that nearly all of the weight is drawn already.
    for (let tries = 0; tries < 1000; tries++) {
      const index = firstAbove(cumulative, random.uniform() * total);
      if (drawn[index]) continue;
      drawn[index] = 1;
      return index;
    }
    return undefined;
  };
}

/** Finds the first entry of an ascending list that is above a value (binary search). */
function firstAbove(ascending: Float64Array, value: number): number {
  let low = 0;
  let high = ascending.length - 1;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (ascending[middle] > value) high = middle;
    else low = middle + 1;
  }
  return low;
}

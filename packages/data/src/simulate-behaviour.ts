import type { Random, Review } from '@hnlm/core';
import type { Product } from './simulate-catalogue.ts';
import { createExposure } from './simulate-exposure.ts';
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

/** What they bought, user by user in the order of buying. */
export interface Purchases {
  /** `[purchases]` */
  readonly userOf: Int32Array;
  /** `[purchases]` */
  readonly itemOf: Int32Array;
  /** `[purchases]` */
  readonly reviews: readonly (Review | undefined)[];
  /** `[users]`: how many items each came for. */
  readonly wanted: Int32Array;
}

const fewest = 8;
const reviewedShare = 0.5;

/**
 * Lets users shop. Each is shown items one after the other, without repeats, drawn by popularity times the
 * user's interest in the department, and buys each with the probability of liking it, until they have what
 * they came for (at least 8 items, log-normal above; at most a fifth of the catalogue) or have seen nearly
 * everything.
 */
export function simulateBehaviour(behaviour: Behaviour, random: Random): Purchases {
  const { users, products, tastes, perUser, textSignal } = behaviour;
  const exposure = createExposure(
    drawPopularity(products.length, behaviour.popularityBias, random.split('popularity')),
    Int32Array.from(products, ({ department }) => tastes.departments.indexOf(department)),
  );
  const most = Math.floor(products.length / 5);
  const wanted = new Int32Array(users);
  const userOf: number[] = [];
  const itemOf: number[] = [];
  const reviews: (Review | undefined)[] = [];
  for (let user = 0; user < users; user++) {
    const own = random.split('user', user);
    wanted[user] = drawActivity(perUser, own);
    const writeReview = (item: number) => {
      const explains = own.uniform() < textSignal;
      return simulateReview(products[item].concept, tastes.weights(user, item), explains, own);
    };
    const show = exposure.to(tastes.interests(user), own);
    for (let left = Math.min(wanted[user], most); left > 0; ) {
      const item = show();
      if (item === undefined) break;
      if (own.uniform() >= tastes.relevance(user, item)) continue;
      left--;
      const reviewed = own.uniform() < reviewedShare;
      userOf.push(user);
      itemOf.push(item);
      reviews.push(reviewed ? writeReview(item) : undefined);
    }
  }
  return { userOf: Int32Array.from(userOf), itemOf: Int32Array.from(itemOf), reviews, wanted };
}

/** Weights after Zipf's law, `1 / rank^bias`, in random order. */
function drawPopularity(items: number, bias: number, random: Random): Float64Array {
  return random.shuffle(Float64Array.from({ length: items }, (_, rank) => (rank + 1) ** -bias));
}

/** At least `fewest`, log-normal above with the given mean. */
function drawActivity(mean: number, random: Random): number {
  const spread = 0.9;
  const excess = Math.max(0, mean - fewest) * Math.exp(spread * random.normal() - spread ** 2 / 2);
  return Math.round(fewest + excess);
}

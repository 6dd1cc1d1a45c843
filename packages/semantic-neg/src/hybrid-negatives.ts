import { contains, HnlmError, rowOf, type TrainView } from '@hnlm/core';
import type { NegativeSet } from './negative-set.ts';
import { negativesByPair } from './negatives-by-pair.ts';

/** Weighs one negative of a pair, by dense indices. */
export type WeightOf = (user: number, positive: number, item: number) => number;

/** Options of {@link hybridNegatives}. */
export interface HybridNegativesOptions {
  /** A set that `ground` has been through. */
  readonly negatives: NegativeSet;
  readonly data: TrainView;
  /** Lists retrieved items for a pair (dense indices), best first: hard ones by a model's score, or random ones. */
  readonly retrieved: (user: number, positive: number) => Iterable<number>;
  /** Generated negatives a pair: the nearest items of its text; 1 by default. */
  readonly perGenerated?: number;
  /** Retrieved negatives a pair; 1 by default. */
  readonly perRetrieved?: number;
  /** Weight λ of a generated negative, where a retrieved one has 1, or how to weigh each; 1 by default. */
  readonly lambda?: number | WeightOf;
}

/** Items and weights of every train pair: what a trainer's sampler returns for a batch, row by row. */
export interface HybridNegatives {
  /** Negatives a pair, k. */
  readonly size: number;
  /** Dense indices, `[pairs * k]`, pairs in the order of `data.interactions`. */
  readonly items: Int32Array;
  /** Weights in the loss, `[pairs * k]`; 0 where there was no item to fill a place with. */
  readonly weights: Float32Array;
  /** Places taken by generated, by retrieved, and by no negatives. */
  readonly counts: { readonly generated: number; readonly retrieved: number; readonly empty: number };
}

/**
 * Mixes generated and retrieved negatives pair by pair, as SyNeg does (arXiv 2412.17250); its ratio was not
 * accessible to us, so that counts and λ are yours to choose. Train items of the user and repeats are left out; a
 * place without a generated item goes to a further retrieved one.
 *
 * @throws HnlmError `NEGATIVES_OPTION` if a count is no whole number, both are 0, or λ is below 0.
 * @example
 * ```ts
 * const hybrid = hybridNegatives({ negatives: kept, data, retrieved: (user) => hardest(user), lambda: 0.5 });
 * const row = positionOf(data.interactions, user, item); // its negatives: hybrid.items.subarray(2 * row, 2 * row + 2)
 * ```
 */
export function hybridNegatives(options: HybridNegativesOptions): HybridNegatives {
  const { negatives, data, retrieved, perGenerated = 1, perRetrieved = 1, lambda = 1 } = options;
  const size = perGenerated + perRetrieved;
  const isCount = (count: number) => Number.isInteger(count) && count >= 0;
  if (!isCount(perGenerated) || !isCount(perRetrieved) || size === 0) {
    throw new HnlmError(`${perGenerated} generated and ${perRetrieved} retrieved negatives`, {
      code: 'NEGATIVES_OPTION',
      hint: 'Choose whole numbers, one of them above 0.',
    });
  }
  const weightOf: WeightOf = (user, positive, item) => {
    const weight = typeof lambda === 'number' ? lambda : lambda(user, positive, item);
    if (weight >= 0 && weight < Infinity) return weight;
    throw new HnlmError(`the weight of a generated negative is ${weight}`, {
      code: 'NEGATIVES_OPTION',
      hint: 'Give a finite lambda that is not below 0.',
      evidence: {
        user: data.users.ids[user],
        positive: data.items.ids[positive],
        item: data.items.ids[item],
      },
    });
  };
  const lookup = negativesByPair(negatives);
  const { interactions, users, items: ids } = data;
  const items = new Int32Array(interactions.indices.length * size);
  const weights = new Float32Array(items.length);
  const counts = { generated: 0, retrieved: 0, empty: 0 };

  let place = 0;
  for (let user = 0; user < users.size; user++) {
    for (const positive of rowOf(interactions, user)) {
      const taken = new Set<number>();
      const take = (candidates: Iterable<number>, most: number): number => {
        const before = taken.size;
        if (most === 0) return 0;
        for (const item of candidates) {
          if (!contains(interactions, user, item)) taken.add(item);
          if (taken.size - before === most) break;
        }
        return taken.size - before;
      };
      const text = negatives.texts[lookup.textOf(users.ids[user], ids.ids[positive])];
      const grounded = (text?.grounded ?? []).map(({ item }) => ids.indexOf(item) ?? -1);
      const generated = take(
        grounded.filter((item) => item >= 0),
        perGenerated,
      );
      const others = take(retrieved(user, positive), size - generated);
      items.set([...taken], place);
      for (let at = place; at < place + generated; at++) weights[at] = weightOf(user, positive, items[at]);
      weights.fill(1, place + generated, place + generated + others);
      if (taken.size < size) items.fill(unseen(data, user), place + taken.size, place + size);
      counts.generated += generated;
      counts.retrieved += others;
      counts.empty += size - taken.size;
      place += size;
    }
  }
  return { size, items, weights, counts };
}

/** The first item that a user does not have; of no weight, so that any will do. */
function unseen({ interactions, items }: TrainView, user: number): number {
  const own = rowOf(interactions, user);
  const gap = own.findIndex((item, index) => item !== index);
  return Math.min(gap < 0 ? own.length : gap, items.size - 1);
}

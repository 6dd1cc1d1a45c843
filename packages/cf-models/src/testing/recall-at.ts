import { contains, type HeldOut, type Model, rowOf } from '@hnlm/core';

/**
 * Computes the mean share of users' held-out items among their best k, in plain arithmetic: an oracle for small data.
 * Masked items are left out; equal scores go by item index.
 *
 * @example
 * ```ts
 * const metric = recallAt(5);
 * const model = await train({ data: world.train, validation: world.validation, metric, ... });
 * ```
 */
export function recallAt(k: number): (model: Model, on: HeldOut) => number {
  return ({ userEmbeddings, itemEmbeddings, dimensions: d }, on) => {
    let [sum, users] = [0, 0];
    for (let user = 0; user < on.users.size; user++) {
      const relevant = rowOf(on.interactions, user);
      if (relevant.length === 0) continue;
      const scored: { item: number; score: number }[] = [];
      for (let item = 0; item < on.items.size; item++) {
        if (contains(on.masked, user, item)) continue;
        let score = 0;
        for (let c = 0; c < d; c++) score += userEmbeddings[user * d + c] * itemEmbeddings[item * d + c];
        scored.push({ item, score });
      }
      scored.sort((a, b) => b.score - a.score);
      sum += scored.slice(0, k).filter(({ item }) => relevant.includes(item)).length / relevant.length;
      users++;
    }
    return sum / users;
  };
}

import type { Model, TrainView } from '@hnlm/core';

/**
 * Makes the popularity baseline: every user is shown the items with the most train interactions.
 *
 * @example
 * ```ts
 * const best = recommend(popularity(dataset.train), 'ann', 10, { seen: dataset.train.interactions });
 * ```
 */
export function popularity(data: TrainView): Model {
  const counts = new Float32Array(data.items.size);
  for (const item of data.interactions.indices) counts[item]++;
  return {
    users: data.users,
    items: data.items,
    dimensions: 1,
    userEmbeddings: new Float32Array(data.users.size).fill(1),
    itemEmbeddings: counts,
  };
}

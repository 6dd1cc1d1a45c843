import type { Model, TrainView } from '@hnlm/core';
import { createRanker } from '@hnlm/tfjs-backend/ranking';

/** Users ranked in one call, between which the signal is looked at. */
const block = 252;

/** Scores all items for a user (dense index). */
export function guideScores(model: Model, user: number): Float64Array {
  return Float64Array.from({ length: model.items.size }, (_, item) => score(model, user, item));
}

/**
 * Lists for each user the items that the model scores highest of those that are not in train, best first, as far as there
 * are so many; by dense indices.
 */
export async function hardestItems(
  model: Model,
  data: TrainView,
  most: number,
  signal: AbortSignal,
): Promise<Int32Array[]> {
  const { userEmbeddings: users, itemEmbeddings: items, dimensions } = model;
  const k = Math.min(most, data.items.size);
  const ranker = createRanker({ users, items, dimensions, mask: data.interactions });
  const hardest: Int32Array[] = [];
  try {
    while (hardest.length < data.users.size) {
      await new Promise((resolve) => setTimeout(resolve));
      signal.throwIfAborted();
      const start = hardest.length;
      const rows = Int32Array.from(
        { length: Math.min(block, data.users.size - start) },
        (_, row) => start + row,
      );
      const best = ranker.rank(rows, k);
      for (const row of rows.keys())
        hardest.push(best.slice(row * k, (row + 1) * k).filter((item) => item >= 0));
    }
  } finally {
    ranker.dispose();
  }
  return hardest;
}

/** Makes the margin of `uncertainPairs`: the score of a positive less that of the best item which the user does not have. */
export async function guideMargin(
  model: Model,
  data: TrainView,
  signal: AbortSignal,
): Promise<(user: number, positive: number) => number> {
  const hardest = await hardestItems(model, data, 1, signal);
  return (user, positive) => {
    const [rival] = hardest[user];
    return score(model, user, positive) - (rival === undefined ? 0 : score(model, user, rival));
  };
}

function score({ dimensions: d, userEmbeddings, itemEmbeddings }: Model, user: number, item: number): number {
  let sum = 0;
  for (let c = 0; c < d; c++) sum += userEmbeddings[user * d + c] * itemEmbeddings[item * d + c];
  return sum;
}

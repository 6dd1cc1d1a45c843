import { type Csr, csrFromPairs, HnlmError, type IdMap, type Model, rowOf } from '@hnlm/core';
import { createRanker } from '@hnlm/tfjs-backend/ranking';

/** An item that is recommended. */
export interface Recommendation {
  /** Its original id. */
  readonly item: string;
  /** Dot product of the two embeddings. */
  readonly score: number;
}

/** Options of {@link recommend}. */
export interface RecommendOptions {
  /** Leaves out what users have already, such as `dataset.train.interactions`; users beyond its rows have nothing. */
  readonly seen?: Csr;
  /** Original ids of further items to leave out. */
  readonly exclude?: readonly string[];
}

/**
 * Ranks all items for a user by the same code as evaluation and returns the best k with their scores, best first; fewer where
 * fewer remain.
 *
 * @throws HnlmError `RECOMMEND` for an unknown user or item, or a k that is no whole number from 1 on.
 * @example
 * ```ts
 * for (const { item, score } of recommend(model, 'ann', 10, { seen: dataset.train.interactions })) console.log(item, score);
 * ```
 */
export function recommend(
  model: Model,
  user: string,
  k: number,
  { seen, exclude = [] }: RecommendOptions = {},
): Recommendation[] {
  const { dimensions: d, items, itemEmbeddings } = model;
  const row = known('user', model.users, user);
  if (!(Number.isInteger(k) && k >= 1)) {
    throw new HnlmError(`cannot recommend ${k} items`, {
      code: 'RECOMMEND',
      hint: 'Set k to a whole number from 1 on.',
    });
  }
  const masked = exclude.map((item) => known('item', items, item));
  if (seen && row < seen.rows) masked.push(...rowOf(seen, row));
  const own = model.userEmbeddings.slice(row * d, (row + 1) * d);
  const mask = csrFromPairs(1, items.size, new Int32Array(masked.length), masked);
  const ranker = createRanker({ users: own, items: itemEmbeddings, dimensions: d, mask });
  try {
    const ranked = ranker.rank(Int32Array.of(0), Math.min(k, items.size));
    return [...ranked.filter((item) => item >= 0)].map((item) => {
      let score = 0;
      for (let c = 0; c < d; c++) score += own[c] * itemEmbeddings[item * d + c];
      return { item: items.ids[item], score };
    });
  } finally {
    ranker.dispose();
  }
}

function known(kind: string, ids: IdMap, id: string): number {
  const index = ids.indexOf(id);
  if (index !== undefined) return index;
  throw new HnlmError(`the model does not know the ${kind} "${id}"`, {
    code: 'RECOMMEND',
    hint: 'Use the original ids of the data; foldInUsers and foldInItems add new ones.',
    evidence: { id },
  });
}

import { type HeldOut, HnlmError, type Model } from '@hnlm/core';
import { createRanker } from '@hnlm/tfjs-backend/ranking';
import { checkModel } from './check-model.ts';
import type { TopLists } from './top-lists.ts';

/** Users ranked between two looks at progress and interruption. */
const blockUsers = 2048;

/** Lists that fill up while `blocks` is gone through. */
export interface RankedBlocks {
  readonly lists: TopLists;
  /** Yields how many lists are done after each block. */
  readonly blocks: Iterable<number>;
}

/**
 * Ranks block by block. What goes through the blocks decides whether other work may run between them.
 *
 * @throws HnlmError as `rankUsers`
 */
export function rankBlocks(model: Model, on: HeldOut, k: number, users: Int32Array): RankedBlocks {
  checkModel(model, on);
  if (!(Number.isInteger(k) && k >= 1 && k <= model.items.size)) {
    throw new HnlmError(`cannot rank the first ${k} of ${model.items.size} items`, {
      code: 'EVAL_K',
      hint: `Choose a whole number from 1 to ${model.items.size}.`,
      evidence: { k, items: model.items.size },
    });
  }
  const unknown = users.find((user) => !(user >= 0 && user < model.users.size));
  if (unknown !== undefined) {
    throw new HnlmError(`there is no user with index ${unknown}`, {
      code: 'EVAL_USER',
      hint: `User indices go from 0 to ${model.users.size - 1}.`,
      evidence: { user: unknown },
    });
  }
  const lists = { users, k, items: new Int32Array(users.length * k) };
  return { lists, blocks: fill(lists, model, on) };
}

function* fill({ users, k, items }: TopLists, model: Model, on: HeldOut): Generator<number> {
  const ranker = createRanker({
    users: model.userEmbeddings,
    items: model.itemEmbeddings,
    dimensions: model.dimensions,
    mask: on.masked,
  });
  try {
    for (let start = 0; start < users.length; start += blockUsers) {
      const rows = users.subarray(start, start + blockUsers);
      items.set(ranker.rank(rows, k), start * k);
      yield start + rows.length;
    }
  } finally {
    ranker.dispose();
  }
}

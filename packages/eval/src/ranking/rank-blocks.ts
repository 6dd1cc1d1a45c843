import { type HeldOut, HnlmError, type Model } from '@hnlm/core';
import { createRanker } from '@hnlm/tfjs-backend/ranking';
import type { TopLists } from '../lists/top-lists.ts';
import { checkModel } from './check-model.ts';
import { checkUsers } from './check-users.ts';

/** Users that are ranked at once unless told otherwise. */
const defaultBlock = 2048;

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
export function rankBlocks(
  model: Model,
  on: HeldOut,
  k: number,
  users: Int32Array,
  blockUsers = defaultBlock,
): RankedBlocks {
  checkModel(model, on);
  if (!(Number.isInteger(k) && k >= 1 && k <= model.items.size)) {
    throw new HnlmError(`cannot rank the first ${k} of ${model.items.size} items`, {
      code: 'EVAL_K',
      hint: `Choose a whole number from 1 to ${model.items.size}.`,
      evidence: { k, items: model.items.size },
    });
  }
  if (!(Number.isSafeInteger(blockUsers) && blockUsers >= 1)) {
    throw new HnlmError(`cannot rank in blocks of ${blockUsers} users`, {
      code: 'EVAL_BLOCK',
      hint: 'Choose a whole number from 1; fewer users a block take less memory and more time.',
      evidence: { blockUsers },
    });
  }
  checkUsers(users, model.users.size);
  const lists = { users, k, items: new Int32Array(users.length * k) };
  return { lists, blocks: fill(lists, model, on, blockUsers) };
}

function* fill(
  { users, k, items }: TopLists,
  model: Model,
  on: HeldOut,
  blockUsers: number,
): Generator<number> {
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

import { type HeldOut, HnlmError, type Model } from '@hnlm/core';
import { rankTopK } from '@hnlm/tfjs-backend';
import { checkModel } from './check-model.ts';
import type { TopLists } from './top-lists.ts';

/** Users ranked between two looks at progress and interruption. */
const blockUsers = 1024;

/**
 * Ranks block by block: yields how many lists are done after each block and returns all lists. What drives it
 * decides whether other work may run between blocks.
 *
 * @throws HnlmError as `rankUsers`
 */
export function* rankBlocks(
  model: Model,
  on: HeldOut,
  k: number,
  users: Int32Array,
): Generator<number, TopLists> {
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

  const items = new Int32Array(users.length * k);
  for (let start = 0; start < users.length; start += blockUsers) {
    const rows = users.subarray(start, start + blockUsers);
    const block = rankTopK({
      users: model.userEmbeddings,
      items: model.itemEmbeddings,
      dimensions: model.dimensions,
      mask: on.masked,
      rows,
      k,
    });
    items.set(block, start * k);
    yield start + rows.length;
  }
  return { users, k, items };
}

import type { HeldOut, Model } from '@hnlm/core';
import type { TopLists } from '../lists/top-lists.ts';
import { createProgress, type RankEvent } from './progress.ts';
import { rankBlocks } from './rank-blocks.ts';
import { usersWithItems } from './users-with-items.ts';

/** Options of {@link rankUsers}. */
export interface RankUsersOptions {
  readonly model: Model;
  /** Whose `masked` items are left out of the lists. */
  readonly on: HeldOut;
  /** Length of the lists. */
  readonly k: number;
  /** Dense indices of the users to rank for; by default all that have a held-out item. */
  readonly users?: Int32Array;
  /**
   * How many users are ranked at once, 2,048 by default; progress is reported and `signal` heeded between. Beside the lists
   * themselves and one copy of the item table, ranking holds 4 * `blockUsers` * (dimensions + 2 k) bytes.
   */
  readonly blockUsers?: number;
  readonly onEvent?: (event: RankEvent) => void;
  readonly signal?: AbortSignal;
}

/**
 * Ranks all items of the catalogue for each user and returns the first k: no sampled candidates. Items in `on.masked`
 * are left out; equal scores go by item index. Works in blocks, never holds users x items, and lets other work of the
 * process run between blocks.
 *
 * @throws HnlmError `EVAL_K` if k exceeds the number of items, `EVAL_USER` for an index out of range, `EVAL_BLOCK`, `EVAL_IDS` if
 * model and data differ in ids, `EVAL_SHAPE`, `EVAL_NOT_FINITE` naming the user or item; the reason of `signal` on abort
 * @example
 * ```ts
 * const lists = await rankUsers({ model, on: dataset.test, k: 20 });
 * const best = model.items.ids[lists.items[0]]; // the first user's first item
 * ```
 */
export async function rankUsers(options: RankUsersOptions): Promise<TopLists> {
  const { model, on, k, blockUsers, signal, onEvent } = options;
  const users = options.users ?? usersWithItems(on.interactions);
  signal?.throwIfAborted();
  const progress = createProgress(users.length);
  const { lists, blocks } = rankBlocks(model, on, k, users, blockUsers);
  for (const done of blocks) {
    onEvent?.(progress(done));
    await new Promise((resolve) => setTimeout(resolve));
    signal?.throwIfAborted();
  }
  return lists;
}

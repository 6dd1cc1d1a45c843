import type { HeldOut, Model } from '@hnlm/core';
import { rankBlocks } from './rank-blocks.ts';
import type { TopLists } from './top-lists.ts';
import { usersWithItems } from './users-with-items.ts';

/** Tells how far ranking has come. */
export interface RankEvent {
  readonly type: 'ranked';
  /** Lists done so far. */
  readonly users: number;
  /** Lists in all. */
  readonly of: number;
}

/** Options of {@link rankUsers}. */
export interface RankUsersOptions {
  readonly model: Model;
  /** Whose `masked` items are left out of the lists. */
  readonly on: HeldOut;
  /** Length of the lists. */
  readonly k: number;
  /** Dense indices of the users to rank for; by default all that have a held-out item. */
  readonly users?: Int32Array;
  readonly onEvent?: (event: RankEvent) => void;
  readonly signal?: AbortSignal;
}

/**
 * Ranks all items of the catalogue for each user and returns the first k: no sampled candidates. Items in `on.masked`
 * are left out; equal scores go by item index. Works in blocks, never holds users x items, and lets other work of the
 * process run between blocks.
 *
 * @throws HnlmError `EVAL_K` if k exceeds the number of items, `EVAL_USER` for an index out of range, `EVAL_IDS` if
 * model and data differ in ids, `EVAL_SHAPE`, `EVAL_NOT_FINITE` naming the user or item; the reason of `signal` on abort
 * @example
 * ```ts
 * const lists = await rankUsers({ model, on: dataset.test, k: 20 });
 * const best = model.items.ids[lists.items[0]]; // the first user's first item
 * ```
 */
export async function rankUsers(options: RankUsersOptions): Promise<TopLists> {
  const { model, on, k, signal, onEvent } = options;
  const users = options.users ?? usersWithItems(on.interactions);
  signal?.throwIfAborted();
  const { lists, blocks } = rankBlocks(model, on, k, users);
  for (const done of blocks) {
    onEvent?.({ type: 'ranked', users: done, of: users.length });
    await new Promise((resolve) => setTimeout(resolve));
    signal?.throwIfAborted();
  }
  return lists;
}

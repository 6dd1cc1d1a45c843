import { HnlmError } from '@hnlm/core';
import { groupRows } from './group-rows.ts';
import type { InteractionLog } from './interaction-log.ts';
import { rowsWhere, selectRows } from './select-rows.ts';
import { withStep } from './with-step.ts';

/** The fewest interactions that a user and an item have in a core. */
export interface CoreSize {
  readonly users: number;
  readonly items: number;
}

/**
 * Keeps the largest part of a log in which every user has at least `size.users` interactions and every item
 * `size.items`. Repeats of a pair count each: take them out before.
 *
 * Users and items that have too few go one by one with all their interactions, until none is left; each
 * interaction is visited at most twice.
 *
 * @throws HnlmError `DATA_OPTIONS` if a size is not a whole number from 0 on.
 * @example
 * ```ts
 * const core = kCore(withoutRepeats(log, { keep: 'last' }), { users: 10, items: 10 });
 * ```
 */
export function kCore(log: InteractionLog, size: CoreSize): InteractionLog {
  checkCoreSize(size);
  const { userOf, itemOf } = log;
  const users = log.users.length;
  const nodes = users + log.items.length;
  const byUser = groupRows(userOf, users);
  const byItem = groupRows(itemOf, log.items.length);

  // One numbering for both sides: users first, then items.
  const degrees = new Int32Array(nodes);
  for (let user = 0; user < users; user++) degrees[user] = byUser.starts[user + 1] - byUser.starts[user];
  for (let item = 0; item < nodes - users; item++) {
    degrees[users + item] = byItem.starts[item + 1] - byItem.starts[item];
  }
  const fewest = (node: number) => (node < users ? size.users : size.items);
  const queue = new Int32Array(nodes);
  let queued = 0;
  for (let node = 0; node < nodes; node++) if (degrees[node] < fewest(node)) queue[queued++] = node;

  const dropped = new Uint8Array(userOf.length);
  for (let head = 0; head < queued; head++) {
    const node = queue[head];
    const isUser = node < users;
    const { starts, rows } = isUser ? byUser : byItem;
    const group = isUser ? node : node - users;
    for (let place = starts[group]; place < starts[group + 1]; place++) {
      const row = rows[place];
      if (dropped[row]) continue;
      dropped[row] = 1;
      const other = isUser ? users + itemOf[row] : userOf[row];
      // It falls below the fewest exactly once.
      if (degrees[other]-- === fewest(other)) queue[queued++] = other;
    }
  }
  const rows = rowsWhere(dropped.length, (row) => dropped[row] === 0);
  return withStep(selectRows(log, rows), 'kCore', { users: size.users, items: size.items });
}

/**
 * Checks the size of a core.
 *
 * @throws HnlmError `DATA_OPTIONS`
 */
export function checkCoreSize({ users, items }: CoreSize): void {
  if ([users, items].every((count) => Number.isSafeInteger(count) && count >= 0)) return;
  throw new HnlmError(`kCore of ${users} for users and ${items} for items`, {
    code: 'DATA_OPTIONS',
    hint: 'Both are whole numbers from 0 (no limit) on.',
    evidence: { users: String(users), items: String(items) },
  });
}

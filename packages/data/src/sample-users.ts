import { createRandom, HnlmError } from '@hnlm/core';
import type { InteractionLog } from './interaction-log.ts';
import { rowsWhere, selectRows } from './select-rows.ts';
import { withStep } from './with-step.ts';

/** How many users {@link sampleUsers} keeps. */
export interface UserSample {
  /** All, if there are not more. */
  readonly count: number;
  readonly seed: number | string;
}

/**
 * Keeps the interactions of users drawn at random, whatever the order of the log.
 *
 * @throws HnlmError `DATA_OPTIONS` if `count` is not a whole number from 1 on.
 * @example
 * ```ts
 * const small = sampleUsers(log, { count: 1000, seed: 1 });
 * ```
 */
export function sampleUsers(log: InteractionLog, { count, seed }: UserSample): InteractionLog {
  if (!(Number.isSafeInteger(count) && count > 0)) {
    throw new HnlmError(`sampleUsers: count ${count}`, {
      code: 'DATA_OPTIONS',
      hint: 'Name how many users stay, as a whole number from 1 on.',
      evidence: { count: String(count) },
    });
  }
  const occurs = new Uint8Array(log.users.length);
  for (const user of log.userOf) occurs[user] = 1;
  const users = rowsWhere(occurs.length, (user) => occurs[user] === 1);
  // From a fixed order, so that the order of the log does not matter.
  const drawn = createRandom(seed)
    .split('sampleUsers')
    .shuffle(Array.from(users).sort((a, b) => (log.users[a] < log.users[b] ? -1 : 1)))
    .slice(0, count);
  const kept = new Uint8Array(log.users.length);
  for (const user of drawn) kept[user] = 1;
  const rows = rowsWhere(log.userOf.length, (row) => kept[log.userOf[row]] === 1);
  return withStep(selectRows(log, rows), 'sampleUsers', { count, seed });
}

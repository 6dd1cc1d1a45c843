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
export function sampleUsers(log: InteractionLog, sample: UserSample): InteractionLog {
  const { users: ids } = log;
  const occurs = new Uint8Array(ids.length);
  for (const user of log.userOf) occurs[user] = 1;
  // From a fixed order, so that the order of the log does not matter.
  const users = rowsWhere(occurs.length, (user) => occurs[user] === 1);
  users.sort((a, b) => compareCodePoints(ids[a], ids[b]));
  const kept = new Uint8Array(ids.length);
  for (const place of drawPlaces(users.length, sample)) kept[users[place]] = 1;
  const rows = rowsWhere(log.userOf.length, (row) => kept[log.userOf[row]] === 1);
  return withStep(selectRows(log, rows), 'sampleUsers', { count: sample.count, seed: sample.seed });
}

/**
 * Draws places of users in the order of their ids' code points.
 *
 * @throws HnlmError `DATA_OPTIONS` if `count` is not a whole number from 1 on.
 */
export function drawPlaces(users: number, { count, seed }: UserSample): Int32Array {
  if (!(Number.isSafeInteger(count) && count > 0)) {
    throw new HnlmError(`sampleUsers: count ${count}`, {
      code: 'DATA_OPTIONS',
      hint: 'Name how many users stay, as a whole number from 1 on.',
      evidence: { count: String(count) },
    });
  }
  const places = Int32Array.from({ length: users }, (_, place) => place);
  return createRandom(seed).split('sampleUsers').shuffle(places).slice(0, count);
}

/** Orders texts by code points, as UTF-8 bytes do; `<` orders by UTF-16 units, where surrogates come early. */
function compareCodePoints(one: string, other: string): number {
  let at = 0;
  while (at < one.length && at < other.length && one[at] === other[at]) at++;
  if (at === one.length || at === other.length) return one.length - other.length;
  return afterTheRest(one.charCodeAt(at)) - afterTheRest(other.charCodeAt(at));
}

/** Moves surrogates behind all other units. */
function afterTheRest(unit: number): number {
  return unit >= 0xd800 && unit < 0xe000 ? unit + 0x2800 : unit;
}

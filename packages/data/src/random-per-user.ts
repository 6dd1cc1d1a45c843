import type { Random } from '@hnlm/core';
import { groupByUserAndItem } from './group-rows.ts';
import type { InteractionLog } from './interaction-log.ts';
import type { HeldOutShares, Split } from './split.ts';
import { checkRatio } from './split-ratio.ts';

/**
 * Splits at random within each user. Of a user's `n` interactions validation and test get `max(1, round(share
 * * n))` each; a user who would be left without a train interaction keeps all in train.
 *
 * @throws HnlmError `DATA_OPTIONS` unless both shares are above 0 and together below 1.
 * @example
 * ```ts
 * const dataset = splitLog(log, randomPerUser({ validation: 0.1, test: 0.1 }), 1);
 * ```
 */
export function randomPerUser({ validation, test }: HeldOutShares): Split {
  checkRatio('validation and test', validation, test);
  return {
    name: 'randomPerUser',
    parameters: { validation, test },
    assign: (log, random) => assignPerUser(log, [validation, test], random),
  };
}

/**
 * Gives random shares of each user's interactions to the parts 1, 2 ...; the rest stays in part 0. Each user
 * has a random stream of their own, so that the split of one does not depend on who else is there.
 *
 * @returns `[interactions]`
 */
export function assignPerUser(log: InteractionLog, shares: readonly number[], random: Random): Uint8Array {
  const partOf = new Uint8Array(log.userOf.length);
  // Within a user from a fixed order, so that the order of the log does not matter.
  const { starts, rows } = groupByUserAndItem(log);
  for (let user = 0; user < log.users.length; user++) {
    const own = rows.subarray(starts[user], starts[user + 1]);
    const counts = heldOutCounts(shares, own.length);
    if (counts === undefined) continue;
    random.split(log.users[user]).shuffle(own);
    let place = 0;
    for (const [index, count] of counts.entries()) {
      for (const end = place + count; place < end; place++) partOf[own[place]] = index + 1;
    }
  }
  return partOf;
}

/** Counts what each share takes of `n`: at least one; `undefined` if nothing would be left. */
export function heldOutCounts(shares: readonly number[], n: number): readonly number[] | undefined {
  const counts = shares.map((share) => Math.max(1, Math.round(share * n)));
  return counts.reduce((sum, count) => sum + count, 0) < n ? counts : undefined;
}

import { createRandom, type Dataset, HnlmError, type ItemText } from '@hnlm/core';
import { assembleDataset } from './assemble-dataset.ts';
import { densify } from './densify.ts';
import { groupByUserAndItem, groupRows } from './group-rows.ts';
import type { InteractionLog } from './interaction-log.ts';
import { createNotes } from './notes.ts';
import { arrangeRows } from './select-rows.ts';
import { part, type Split } from './split.ts';
import { usersInTrain } from './users-in-train.ts';
import { withStep } from './with-step.ts';

/** What {@link splitLog} adds to the interactions. */
export interface SplitLogOptions {
  /** Of the dataset; "interactions", if not set. */
  readonly name?: string;
  /** Texts by original item id; those of other items are left out. */
  readonly texts?: ReadonlyMap<string, ItemText>;
}

/**
 * Splits a log and makes a dataset of it. Held-out interactions of users without any train interaction, whom a
 * recommender knows nothing about, are left out and counted in `notes`.
 *
 * @param log without repeats
 * @param seed of the split; another split draws from another stream
 * @throws HnlmError `DATA_EMPTY` if a part has no interactions; `DATA_OPTIONS` if a pair occurs twice, or the
 *   split needs times that are not there.
 * @example
 * ```ts
 * const log = await readLog({ path: 'ratings.csv', format: 'csv' });
 * const pairs = withoutRepeats(minRating(log, 4), { keep: 'last' });
 * const dataset = splitLog(pairs, leaveOneOut(), 1);
 * ```
 */
export function splitLog(
  log: InteractionLog,
  split: Split,
  seed: number | string,
  { name = 'interactions', texts = new Map() }: SplitLogOptions = {},
): Dataset {
  // Together what is used together: rows of one user lie side by side, in the order of the log.
  const dense = byUser(densify(log));
  const order = groupByUserAndItem(dense).rows;
  checkRepeats(dense, order);
  const assigned = split.assign(dense, createRandom(seed).split('split'));
  const { partOf, notes } = withoutColdUsers(dense, assigned);
  const parameters = { split: split.name, ...split.parameters, seed };
  const made = withStep({ ...dense, notes }, 'split', parameters, partOf);
  return assembleDataset({ name, log: made, partOf, texts, order });
}

function byUser(log: InteractionLog): InteractionLog {
  return arrangeRows(log, groupRows(log.userOf, log.users.length).rows);
}

/** Leaves out held-out interactions of users who have none in train. */
function withoutColdUsers(log: InteractionLog, assigned: Uint8Array) {
  const inTrain = usersInTrain(log, assigned);
  const notes = createNotes(log.notes);
  const partOf = assigned.map((which, row) => {
    const user = log.userOf[row];
    if (inTrain[user] || which === part.leftOut) return which;
    const named = `user ${log.users[user]}, item ${log.items[log.itemOf[row]]}`;
    const name = which === part.test ? 'test' : 'validation';
    notes.count(`${name} interactions left out: their user has no train interaction`, named);
    return part.leftOut;
  });
  return { partOf, notes: notes.list() };
}

/**
 * Refuses pairs that a split could tear apart into two parts.
 *
 * @param order all rows by user, then item
 */
function checkRepeats({ users, items, userOf, itemOf }: InteractionLog, order: Int32Array): void {
  for (let place = 1; place < order.length; place++) {
    const [before, row] = [order[place - 1], order[place]];
    if (itemOf[before] !== itemOf[row] || userOf[before] !== userOf[row]) continue;
    const [user, item] = [users[userOf[row]], items[itemOf[row]]];
    throw new HnlmError(`user ${user} and item ${item} have more than one interaction`, {
      code: 'DATA_OPTIONS',
      hint: "Take repeats out before the split: withoutRepeats(log, { keep: 'last' }).",
      evidence: { user, item },
    });
  }
}

import { groupByUserAndTime } from './group-by-user-and-time.ts';
import type { InteractionLog } from './interaction-log.ts';
import { heldOutCounts } from './random-per-user.ts';
import { requireColumn } from './require-column.ts';
import { type HeldOutShares, part, type Split } from './split.ts';
import { checkRatio } from './split-ratio.ts';

/** Options of {@link temporal}. */
export interface TemporalOptions extends HeldOutShares {
  /**
   * - `global`: two moments cut the interactions of all users, so that nothing in train is later than anything
   *   held out
   * - `user`: each user's last interactions are held out
   */
  readonly scope: 'global' | 'user';
}

/**
 * Splits by time: train first, then validation, then test.
 *
 * With `global` the test part begins at the moment that leaves it the share `test`, the validation part at the
 * moment that leaves both the sum of their shares; what happens at one moment stays together. With `user` the
 * last `max(1, round(share * n))` of a user's `n` interactions are held out, those of one moment in the order
 * of the log; a user who would be left without a train interaction keeps all in train.
 *
 * @throws HnlmError `DATA_OPTIONS` unless both shares are above 0 and together below 1; when it is applied, if
 *   there are interactions without a time.
 * @example
 * ```ts
 * const dataset = splitLog(log, temporal({ scope: 'global', validation: 0.1, test: 0.1 }), 1);
 * ```
 */
export function temporal({ scope, validation, test }: TemporalOptions): Split {
  checkRatio('validation and test', validation, test);
  return {
    name: 'temporal',
    parameters: { scope, validation, test },
    assign: (log) => (scope === 'global' ? assignByMoment : assignLast)(log, { validation, test }),
  };
}

function assignByMoment(log: InteractionLog, { validation, test }: HeldOutShares): Uint8Array {
  const times = requireColumn(log, 'times', 'temporal');
  const sorted = times.slice().sort();
  const beginOf = (share: number) => sorted[sorted.length - Math.max(1, Math.round(share * sorted.length))];
  const testBegins = beginOf(test);
  const validationBegins = beginOf(validation + test);
  const partOf = new Uint8Array(times.length);
  for (let row = 0; row < times.length; row++) {
    if (times[row] >= testBegins) partOf[row] = part.test;
    else if (times[row] >= validationBegins) partOf[row] = part.validation;
  }
  return partOf;
}

function assignLast(log: InteractionLog, { validation, test }: HeldOutShares): Uint8Array {
  requireColumn(log, 'times', 'temporal');
  const { starts, rows } = groupByUserAndTime(log, 'temporal');
  const partOf = new Uint8Array(rows.length);
  for (let user = 0; user < log.users.length; user++) {
    const end = starts[user + 1];
    const counts = heldOutCounts([validation, test], end - starts[user]);
    if (counts === undefined) continue;
    const testBegins = end - counts[1];
    for (let place = testBegins - counts[0]; place < end; place++) {
      partOf[rows[place]] = place < testBegins ? part.validation : part.test;
    }
  }
  return partOf;
}

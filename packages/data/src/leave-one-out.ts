import { groupByUserAndTime } from './group-by-user-and-time.ts';
import { part, type Split } from './split.ts';

/**
 * Holds out each user's last interaction for test and the one before it for validation; a user with fewer than
 * three keeps all in train. Last is by time, or by the order of the log where it has no times.
 *
 * @example
 * ```ts
 * const dataset = splitLog(log, leaveOneOut(), 1);
 * ```
 */
export function leaveOneOut(): Split {
  return {
    name: 'leaveOneOut',
    parameters: {},
    assign(log) {
      const partOf = new Uint8Array(log.userOf.length);
      const { starts, rows } = groupByUserAndTime(log, 'leaveOneOut');
      for (let user = 0; user < log.users.length; user++) {
        const end = starts[user + 1];
        if (end - starts[user] < 3) continue;
        partOf[rows[end - 1]] = part.test;
        partOf[rows[end - 2]] = part.validation;
      }
      return partOf;
    },
  };
}

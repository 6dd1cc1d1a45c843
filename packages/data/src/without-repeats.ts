import { groupByUserAndItem } from './group-rows.ts';
import type { InteractionLog } from './interaction-log.ts';
import { createNotes } from './notes.ts';
import { rowsWhere, selectRows } from './select-rows.ts';
import { withStep } from './with-step.ts';

/**
 * Keeps one interaction of each pair of user and item, in its own place; the others are counted in the notes.
 *
 * @param options.keep which of them, in the order of the log
 * @example
 * ```ts
 * const pairs = withoutRepeats(log, { keep: 'last' });
 * ```
 */
export function withoutRepeats(
  log: InteractionLog,
  { keep }: { readonly keep: 'first' | 'last' },
): InteractionLog {
  const { users, items, userOf, itemOf } = log;
  const { starts, rows } = groupByUserAndItem(log);
  const repeats = new Uint8Array(rows.length);
  const dropped = keep === 'first' ? repeats : new Uint8Array(rows.length);
  for (let user = 0; user < users.length; user++) {
    for (let place = starts[user] + 1; place < starts[user + 1]; place++) {
      if (itemOf[rows[place]] !== itemOf[rows[place - 1]]) continue;
      repeats[rows[place]] = 1;
      if (keep === 'last') dropped[rows[place - 1]] = 1;
    }
  }
  const notes = createNotes(log.notes);
  for (let row = 0; row < repeats.length; row++) {
    if (repeats[row] === 0) continue;
    notes.count(
      'repeats of a pair of user and item',
      `user ${users[userOf[row]]}, item ${items[itemOf[row]]}`,
    );
  }
  const kept = selectRows(
    log,
    rowsWhere(dropped.length, (row) => dropped[row] === 0),
  );
  return withStep({ ...kept, notes: notes.list() }, 'withoutRepeats', { keep });
}

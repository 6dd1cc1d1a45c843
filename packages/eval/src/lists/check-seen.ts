import { type Csr, contains, HnlmError, type IdMap } from '@hnlm/core';
import { checkLists } from './check-lists.ts';
import type { TopLists } from './top-lists.ts';

/** What lists are checked against, such as `dataset.test`. */
export interface SeenItems {
  readonly users: IdMap;
  readonly items: IdMap;
  /** `[users, items]`: what must not be in the lists. */
  readonly masked: Csr;
}

/**
 * Checks that no list holds an item that should have been left out. `rankUsers` leaves them out; lists from elsewhere may
 * not, or may leave out train items alone.
 *
 * @throws HnlmError `LISTS_SEEN` with the first such item and how many there are; `EVAL_LIST` as `measureLists`
 * @example
 * ```ts
 * checkSeen(readLists(text, dataset.test), dataset.test);
 * ```
 */
export function checkSeen(lists: TopLists, { users, items, masked }: SeenItems): void {
  checkLists(lists, masked);
  const isSeen = (item: number, at: number) =>
    item !== -1 && contains(masked, lists.users[Math.floor(at / lists.k)], item);
  const first = lists.items.findIndex(isSeen);
  if (first === -1) return;
  const count = lists.items.filter(isSeen).length;
  const user = users.ids[lists.users[Math.floor(first / lists.k)]];
  const item = items.ids[lists.items[first]];
  throw new HnlmError(
    `the list of user "${user}" holds item "${item}", which is masked; ${count} of ${lists.items.length} places do so`,
    {
      code: 'LISTS_SEEN',
      hint: 'Leave out the items of train (and of validation, for test), or measure under the mask that was used.',
      evidence: { user, item, rank: first % lists.k, count },
    },
  );
}

import { HnlmError } from '@hnlm/core';
import type { TopLists } from './top-lists.ts';

/**
 * Refuses what is not one list of distinct items for each of some distinct users.
 *
 * @param shape number of users and items that the dense indices are of
 * @throws HnlmError `EVAL_LIST` naming the list and the rank
 */
export function checkLists(
  lists: TopLists,
  { rows, columns }: { readonly rows: number; readonly columns: number },
): void {
  if (lists.items.length !== lists.users.length * lists.k) {
    throw refusal(`there are ${lists.items.length} items for ${lists.users.length} lists of ${lists.k}`, {
      items: lists.items.length,
      lists: lists.users.length,
      k: lists.k,
    });
  }
  const listOf = new Int32Array(rows).fill(-1);
  const seenIn = new Int32Array(columns).fill(-1);
  for (const [list, user] of lists.users.entries()) {
    const refuse = (what: string, evidence: Record<string, number> = {}) => {
      throw refusal(`list ${list} (user ${user}) ${what}`, { list, user, ...evidence });
    };
    if (!(user >= 0 && user < rows)) refuse(`belongs to none of ${rows} users`);
    if (listOf[user] !== -1) refuse(`is the user's second, after list ${listOf[user]}`);
    listOf[user] = list;
    for (let rank = 0; rank < lists.k; rank++) {
      const item = lists.items[list * lists.k + rank];
      if (item === -1) continue;
      if (!(item >= 0 && item < columns))
        refuse(`holds ${item}, which is none of ${columns} items`, { rank });
      if (seenIn[item] === list) refuse(`holds item ${item} twice`, { item, rank });
      if (rank > 0 && lists.items[list * lists.k + rank - 1] === -1) {
        refuse(`goes on with item ${item} behind its end`, { item, rank });
      }
      seenIn[item] = list;
    }
  }
}

function refusal(message: string, evidence: Record<string, number>): HnlmError {
  return new HnlmError(message, {
    code: 'EVAL_LIST',
    hint: 'Lists hold distinct dense item indices, best first, and -1 behind their end; each user has one.',
    evidence,
  });
}

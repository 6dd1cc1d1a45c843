import type { IdMap } from '@hnlm/core';
import type { TopLists } from './top-lists.ts';

/**
 * Writes top-k lists under original ids as JSON lines, `{"user":"ann","items":["x","z"]}`, which `readLists` takes back.
 *
 * @example
 * ```ts
 * await writeFile('lists.jsonl', writeLists(await rankUsers({ model, on: dataset.test, k: 20 }), dataset.test));
 * ```
 */
export function writeLists(lists: TopLists, ids: { readonly users: IdMap; readonly items: IdMap }): string {
  const lines = Array.from(lists.users, (user, list) => {
    const items = lists.items.subarray(list * lists.k, (list + 1) * lists.k).filter((item) => item !== -1);
    return `${JSON.stringify({ user: ids.users.ids[user], items: Array.from(items, (item) => ids.items.ids[item]) })}\n`;
  });
  return lines.join('');
}

import { topCandidates } from '@hnlm/tfjs-backend';
import type { HopTables } from './hop-tables.ts';

/**
 * Finds, at each hop, the candidate whose part scores highest; ties go to the earlier one. No gradient flows.
 *
 * @param users `[n]`
 * @param candidates `[n * per]`, those of a user side by side
 * @returns `[hops * n]` items, hop after hop
 */
export function hardestByHop(tables: HopTables, users: Int32Array, candidates: Int32Array): Int32Array {
  const n = users.length;
  const per = candidates.length / n;
  const items = new Int32Array(tables.count * n);
  for (let hop = 0; hop < tables.count; hop++) {
    const [userRows, itemRows] = [tables.userRows(hop, users), tables.itemRows(hop, candidates)];
    const columns = topCandidates(tables.users, tables.items, userRows, itemRows);
    for (let row = 0; row < n; row++) items[hop * n + row] = candidates[row * per + columns[row]];
  }
  return items;
}

import { topCandidates } from '@hnlm/tfjs-backend';
import type { HopTables } from './hop-tables.ts';

/**
 * Finds, at each hop, the candidate whose part scores highest; ties go to the earlier one. No gradient flows.
 *
 * @param candidates `[n * per]`, those of a negative's user side by side
 * @returns `[hops * n]` items, hop after hop
 */
export function hardestByHop(tables: HopTables, candidates: Int32Array): Int32Array {
  const { users, items, places, userParts, count } = tables;
  const n = places.length;
  const per = candidates.length / n;
  const columns = topCandidates(users, items, places, candidates, { userParts, itemParts: count });
  return columns.map((column, row) => candidates[(row % n) * per + column]);
}

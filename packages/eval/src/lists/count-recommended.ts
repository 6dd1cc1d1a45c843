import type { ItemSubset } from './item-subset.ts';
import type { TopLists } from './top-lists.ts';

/** Counts how often each item is among the first k of a list: `[items]`, or those of a subset alone. */
export function countRecommended(
  lists: TopLists,
  k: number,
  catalogue: number,
  subset?: ItemSubset,
): Int32Array {
  const counts = new Int32Array(catalogue);
  for (let list = 0; list < lists.users.length; list++) {
    const start = list * lists.k;
    for (const item of lists.items.subarray(start, start + k)) if (item !== -1) counts[item]++;
  }
  return subset === undefined ? counts : counts.filter((_, item) => subset.members[item] === 1);
}

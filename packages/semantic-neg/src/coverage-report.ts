import { rowOf, type TrainView, transpose } from '@hnlm/core';
import { checkCounts } from './check-counts.ts';
import type { NegativeSet } from './negative-set.ts';

/** Users, or items, with a similar number of train interactions. */
export interface CoverageGroup {
  /** Fewest and most train interactions of a member. */
  readonly interactions: readonly [least: number, most: number];
  readonly members: number;
  /** Train pairs of the members. */
  readonly pairs: number;
  /** Of `pairs`: those with a negative. */
  readonly covered: number;
}

/** Where negatives are, and where they are not. */
export interface CoverageReport {
  readonly pairs: number;
  readonly covered: number;
  readonly users: readonly CoverageGroup[];
  readonly items: readonly CoverageGroup[];
}

/** Options of {@link coverageReport}. */
export interface CoverageReportOptions {
  readonly negatives: NegativeSet;
  readonly data: TrainView;
  /** Groups of users and of items, each with about the same number of train pairs (NGCF's scheme); 4 by default. */
  readonly groups?: number;
}

/**
 * Counts train pairs with and without a negative, by how much users and items interact: a budget that went to the busy
 * ones shows here. Pairs that the data do not know are not counted.
 *
 * @throws HnlmError `NEGATIVES_OPTION` if `groups` is below 1.
 * @example
 * ```ts
 * coverageReport({ negatives, data }).users[0]; // { interactions: [3, 9], members: 410, pairs: 5000, covered: 3170 }
 * ```
 */
export function coverageReport({ negatives, data, groups = 4 }: CoverageReportOptions): CoverageReport {
  checkCounts({ groups });
  const coveredOfUser = new Int32Array(data.users.size);
  const coveredOfItem = new Int32Array(data.items.size);
  const seen = new Set<string>();
  for (const pair of negatives.pairs) {
    const user = data.users.indexOf(pair.user);
    const item = data.items.indexOf(pair.positive);
    const key = `${user} ${item}`;
    if (user === undefined || item === undefined || seen.has(key)) continue;
    if (!rowOf(data.interactions, user).includes(item)) continue;
    seen.add(key);
    coveredOfUser[user]++;
    coveredOfItem[item]++;
  }
  const sizes = ({ indptr }: { indptr: Int32Array }) => indptr.slice(1).map((end, row) => end - indptr[row]);
  return {
    pairs: data.interactions.indices.length,
    covered: seen.size,
    users: byDegree(sizes(data.interactions), coveredOfUser, groups),
    items: byDegree(sizes(transpose(data.interactions)), coveredOfItem, groups),
  };
}

/** Cuts the members, from the least to the most active, where the running number of pairs passes a share of all. */
function byDegree(degrees: Int32Array, covered: Int32Array, groups: number): CoverageGroup[] {
  const order = [...degrees.keys()].filter((member) => degrees[member] > 0);
  order.sort((one, other) => degrees[one] - degrees[other] || one - other);
  const total = degrees.reduce((sum, degree) => sum + degree, 0);
  const result: { interactions: [number, number]; members: number; pairs: number; covered: number }[] = [];
  let running = 0;
  let current = -1;
  for (const member of order) {
    const degree = degrees[member];
    const share = Math.min(groups - 1, Math.floor((running * groups) / total));
    const last = result.at(-1);
    // Members of equal degree stay together.
    if (!last || (share > current && last.interactions[1] < degree)) {
      result.push({ interactions: [degree, degree], members: 0, pairs: 0, covered: 0 });
      current = share;
    }
    const group = result.at(-1)!;
    group.interactions[1] = degree;
    group.members++;
    group.pairs += degree;
    group.covered += covered[member];
    running += degree;
  }
  return result;
}

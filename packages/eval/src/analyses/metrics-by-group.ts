import { meanOf } from '../statistics/mean-of.ts';
import type { UserValues } from '../statistics/same-users.ts';

/** Metrics of one group of users. */
export interface GroupMetrics {
  readonly label: string;
  /** How many users of the group were measured. */
  readonly measured: number;
  /** Means over the measured users; none without any. */
  readonly metrics: Readonly<Record<string, number>>;
}

/**
 * Averages metrics within groups of users, such as those of `sparsityGroups`.
 *
 * @example
 * ```ts
 * const groups = sparsityGroups({ train: dataset.train.interactions });
 * metricsByGroup(evaluation, groups)[0].metrics['NDCG@20']; // of the sparsest users
 * ```
 */
export function metricsByGroup(
  result: UserValues,
  groups: readonly { readonly label: string; readonly users: Int32Array }[],
): GroupMetrics[] {
  return groups.map(({ label, users }) => {
    const { users: measured, perUser } = onlyUsers(result, users);
    const entries = measured.length === 0 ? [] : Object.entries(perUser);
    return {
      label,
      measured: measured.length,
      metrics: Object.fromEntries(entries.map(([name, values]) => [name, meanOf(values)])),
    };
  });
}

/**
 * Keeps the values of some users, for instance to test within a group with `compareModels`. Users that were not
 * measured are left out.
 *
 * @example
 * ```ts
 * const sparsest = onlyUsers(evaluation, groups[0].users);
 * ```
 */
export function onlyUsers({ users, perUser }: UserValues, wanted: Int32Array): UserValues {
  const set = new Set(wanted);
  const keep = (_: number, index: number) => set.has(users[index]);
  return {
    users: users.filter(keep),
    perUser: Object.fromEntries(Object.entries(perUser).map(([name, values]) => [name, values.filter(keep)])),
  };
}

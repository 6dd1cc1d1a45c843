import { type Csr, HnlmError } from '@hnlm/core';

/** Users with similar numbers of train interactions. */
export interface SparsityGroup {
  /** Such as `1-8`: the least and the most train interactions of its users. */
  readonly label: string;
  readonly least: number;
  readonly most: number;
  /** Dense user indices, ascending. */
  readonly users: Int32Array;
  /** Share of all users. */
  readonly userShare: number;
  /** Share of all train interactions. */
  readonly interactionShare: number;
}

/** Options of {@link sparsityGroups}. */
export interface SparsityGroupsOptions {
  /** Train interactions, `[users, items]`. */
  readonly train: Csr;
  /** 4 by default, as in the NGCF paper. */
  readonly groups?: number;
}

/**
 * Groups users by their number of train interactions so that each group holds about the same share of all
 * interactions, sparsest first (the scheme of Wang et al. 2019, NGCF, section 4.3.1.1; by train interactions alone,
 * where their code counts train and test). Users with the same number stay together: they go where the middle of
 * their interactions falls. Where a few users have most interactions there can be fewer groups than asked for.
 *
 * @throws HnlmError `GROUPS` if `groups` is no whole number from 1, or there are no interactions
 * @example
 * ```ts
 * const groups = sparsityGroups({ train: dataset.train.interactions });
 * metricsByGroup(evaluation, groups);
 * ```
 */
export function sparsityGroups({ train, groups = 4 }: SparsityGroupsOptions): SparsityGroup[] {
  const total = train.indices.length;
  if (!(Number.isInteger(groups) && groups >= 1 && total > 0)) {
    throw new HnlmError(`cannot split ${total} interactions into ${groups} groups`, {
      code: 'GROUPS',
      hint: 'Choose a whole number from 1, and pass train interactions.',
      evidence: { groups, interactions: total },
    });
  }
  const count = (user: number) => train.indptr[user + 1] - train.indptr[user];
  const byCount = Int32Array.from({ length: train.rows }, (_, user) => user).sort(
    (a, b) => count(a) - count(b) || a - b,
  );
  const found: SparsityGroup[] = [];
  let current = -1;
  let [from, groupMass, before] = [0, 0, 0];
  const close = (to: number) => {
    if (to === from) return;
    const [least, most] = [count(byCount[from]), count(byCount[to - 1])];
    found.push({
      label: least === most ? `${least}` : `${least}-${most}`,
      least,
      most,
      users: byCount.slice(from, to).sort(),
      userShare: (to - from) / train.rows,
      interactionShare: groupMass / total,
    });
    [from, groupMass] = [to, 0];
  };
  for (let start = 0, end = 0; start < byCount.length; start = end) {
    while (end < byCount.length && count(byCount[end]) === count(byCount[start])) end++;
    const mass = (end - start) * count(byCount[start]);
    const group = Math.min(groups - 1, Math.floor((groups * (before + mass / 2)) / total));
    if (group !== current) close(start);
    current = group;
    groupMass += mass;
    before += mass;
  }
  close(byCount.length);
  return found;
}

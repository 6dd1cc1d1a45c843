import { type Csr, contains, HnlmError } from '@hnlm/core';
import { type ParsedMetric, parseMetric } from './parse-metric.ts';
import type { TopLists } from './top-lists.ts';

/** Metrics of a set of top-k lists, averaged and by user. */
export interface Measurement {
  /** Means over `users`, by name (`Recall@20`). */
  readonly metrics: Readonly<Record<string, number>>;
  /** Values by name, each parallel to `users`. */
  readonly perUser: Readonly<Record<string, Float64Array>>;
  /** Users that were measured: those with at least one relevant item. */
  readonly users: Int32Array;
  /** How many users were left out since they have no relevant item. */
  readonly skippedUsers: number;
}

/** Options of {@link measureLists}. */
export interface MeasureListsOptions {
  readonly lists: TopLists;
  /** Relevant items by user, `[users, items]`. */
  readonly relevant: Csr;
  /** Metrics with their cut-offs, such as `['Recall@20', 'NDCG@20']`. */
  readonly metrics: readonly string[];
}

/**
 * Measures top-k lists, from `rankUsers` or from anywhere else. A user without relevant items has no defined value, so
 * these users are left out of the means and counted.
 *
 * @throws HnlmError `METRIC_FORMAT` or `METRIC_UNKNOWN`; `EVAL_K` if a cut-off is longer than the lists; `EVAL_LIST` if
 * a list holds an item twice, or a user or item that does not exist; `EVAL_NO_USERS` if no user is left
 * @example
 * ```ts
 * const lists = { users: Int32Array.of(0), k: 3, items: Int32Array.of(5, 2, 7) };
 * const relevant = csrFromPairs(1, 9, [0, 0], [2, 4]);
 * measureLists({ lists, relevant, metrics: ['Recall@3'] }).metrics['Recall@3']; // 0.5
 * ```
 */
export function measureLists({ lists, relevant, metrics }: MeasureListsOptions): Measurement {
  const parsed = metrics.map(parseMetric);
  for (const metric of parsed) checkCutOff(metric, lists);
  const seenIn = new Int32Array(relevant.columns).fill(-1);
  for (let list = 0; list < lists.users.length; list++) checkList(lists, list, relevant, seenIn);

  const count = (user: number) => relevant.indptr[user + 1] - relevant.indptr[user];
  const kept = [...lists.users.keys()].filter((list) => count(lists.users[list]) > 0);
  if (kept.length === 0) {
    throw new HnlmError(`none of the ${lists.users.length} users has a held-out item`, {
      code: 'EVAL_NO_USERS',
      hint: 'Check that the split left interactions for this part.',
      evidence: { users: lists.users.length },
    });
  }

  const perUser = Object.fromEntries(parsed.map(({ name }) => [name, new Float64Array(kept.length)]));
  const hits = new Uint8Array(lists.k);
  for (const [position, list] of kept.entries()) {
    const user = lists.users[list];
    for (let rank = 0; rank < lists.k; rank++) {
      hits[rank] = contains(relevant, user, lists.items[list * lists.k + rank]) ? 1 : 0;
    }
    for (const { name, k, measure } of parsed) perUser[name][position] = measure(hits, count(user), k);
  }
  return {
    metrics: Object.fromEntries(Object.entries(perUser).map(([name, values]) => [name, mean(values)])),
    perUser,
    users: Int32Array.from(kept, (list) => lists.users[list]),
    skippedUsers: lists.users.length - kept.length,
  };
}

function checkCutOff({ name, k }: ParsedMetric, lists: TopLists): void {
  if (k <= lists.k) return;
  throw new HnlmError(`${name} needs ${k} ranks and the lists have ${lists.k}`, {
    code: 'EVAL_K',
    hint: 'Rank longer lists or lower the cut-off.',
    evidence: { metric: name, ranks: lists.k },
  });
}

/** Refuses what is not a list of distinct items; `seenIn` holds, by item, the last list that it was seen in. */
function checkList(lists: TopLists, list: number, relevant: Csr, seenIn: Int32Array): void {
  const user = lists.users[list];
  const refuse = (what: string, evidence: Record<string, number>) => {
    throw new HnlmError(`list ${list} (user ${user}) ${what}`, {
      code: 'EVAL_LIST',
      hint: 'Lists hold distinct dense item indices, best first, and -1 behind their end.',
      evidence: { list, user, ...evidence },
    });
  };
  if (!(user >= 0 && user < relevant.rows)) refuse(`belongs to none of ${relevant.rows} users`, {});
  for (let rank = 0; rank < lists.k; rank++) {
    const item = lists.items[list * lists.k + rank];
    if (item === -1) continue;
    if (!(item >= 0 && item < relevant.columns)) {
      refuse(`holds ${item}, which is none of ${relevant.columns} items`, { rank });
    }
    if (seenIn[item] === list) refuse(`holds item ${item} twice`, { item, rank });
    seenIn[item] = list;
  }
}

function mean(values: Float64Array): number {
  return values.reduce((total, value) => total + value, 0) / values.length;
}

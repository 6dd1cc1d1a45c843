import { type Csr, contains, HnlmError } from '@hnlm/core';
import { countHits } from '../metrics/count-hits.ts';
import { type ParsedMetric, parseMetric } from '../metrics/parse-metric.ts';
import type { ListTotals } from '../metrics/system-metric.ts';
import { meanOf } from '../statistics/mean-of.ts';
import { checkAnyUser } from './check-any-user.ts';
import { checkLists } from './check-lists.ts';
import { countRecommended } from './count-recommended.ts';
import { itemSubset, pairsWithin } from './item-subset.ts';
import type { TopLists } from './top-lists.ts';

/** Metrics of a set of top-k lists. */
export interface Measurement {
  /** By name (`Recall@20`): means over `users`; for metrics of all lists at once (`Coverage@20`), their one value. */
  readonly metrics: Readonly<Record<string, number>>;
  /** Values by name, each parallel to `users`, of those metrics that users have values of. */
  readonly perUser: Readonly<Record<string, Float64Array>>;
  /** Users that were measured: those with at least one relevant item. */
  readonly users: Int32Array;
  /** How many users were left out since they have no relevant item. */
  readonly skippedUsers: number;
  /** How many items could be relevant: all of the catalogue, or the subset asked for. */
  readonly items: number;
}

/** Options of {@link measureLists}. */
export interface MeasureListsOptions {
  readonly lists: TopLists;
  /** Relevant items by user, `[users, items]`. */
  readonly relevant: Csr;
  /** Metrics with their cut-offs, such as `['Recall@20', 'NDCG@20', 'Coverage@20']`. */
  readonly metrics: readonly string[];
  /**
   * Dense indices of the items that count, all by default. Relevant are then only relevant items among them, and coverage
   * and Gini look at them alone; the lists stay as they are, so a hit keeps its rank among all items.
   */
  readonly items?: Int32Array;
}

/**
 * Measures top-k lists, from `rankUsers`, from `readLists` or from anywhere else. A user without relevant items has no
 * defined value, so these users are left out of the means and counted. Their lists count for coverage and Gini, which
 * need no relevant items.
 *
 * @throws HnlmError `METRIC_FORMAT` or `METRIC_UNKNOWN`; `EVAL_K` if a cut-off is longer than the lists; `EVAL_LIST` if
 * a list holds an item twice, or a user or item that does not exist, or if a user has two; `EVAL_ITEMS` for an item of
 * the subset that does not exist; `EVAL_NO_USERS` if no user is left
 * @example
 * ```ts
 * const lists = { users: Int32Array.of(0), k: 3, items: Int32Array.of(5, 2, 7) };
 * const relevant = csrFromPairs(1, 9, [0, 0], [2, 4]);
 * measureLists({ lists, relevant, metrics: ['Recall@3'] }).metrics['Recall@3']; // 0.5
 * ```
 */
export function measureLists({ lists, relevant: all, metrics, items }: MeasureListsOptions): Measurement {
  const parsed = metrics.map(parseMetric);
  for (const metric of parsed) checkCutOff(metric, lists);
  checkLists(lists, all);
  const subset = items && itemSubset(items, all.columns);
  const relevant = subset ? pairsWithin(all, subset) : all;

  const count = (user: number) => relevant.indptr[user + 1] - relevant.indptr[user];
  const kept = [...lists.users.keys()].filter((list) => count(lists.users[list]) > 0);
  checkAnyUser(kept.length, lists.users.length, subset && ' in the subset of items');

  const perUser: Record<string, Float64Array> = {};
  for (const { of, name } of parsed) if (of === 'user') perUser[name] = new Float64Array(kept.length);
  const hitsByCutOff = new Map(parsed.map(({ k }) => [k, 0]));
  const hits = new Uint8Array(lists.k);
  for (const [position, list] of kept.entries()) {
    const user = lists.users[list];
    for (let rank = 0; rank < lists.k; rank++) {
      hits[rank] = contains(relevant, user, lists.items[list * lists.k + rank]) ? 1 : 0;
    }
    for (const { name, k, ranks, of, measure } of parsed) {
      if (of === 'user') perUser[name][position] = measure(hits.subarray(0, ranks), count(user), k);
    }
    for (const [k, before] of hitsByCutOff) hitsByCutOff.set(k, before + countHits(hits, k));
  }

  const totalRelevant = kept.reduce((sum, list) => sum + count(lists.users[list]), 0);
  const totals = (k: number): ListTotals => ({
    recommended: countRecommended(lists, k, relevant.columns, subset),
    hits: hitsByCutOff.get(k) as number,
    relevant: totalRelevant,
  });
  return {
    metrics: Object.fromEntries(
      parsed.map(({ name, k, of, measure }) => [
        name,
        of === 'user' ? meanOf(perUser[name]) : measure(totals(k)),
      ]),
    ),
    perUser,
    users: Int32Array.from(kept, (list) => lists.users[list]),
    skippedUsers: lists.users.length - kept.length,
    items: subset?.size ?? all.columns,
  };
}

function checkCutOff({ name, ranks }: ParsedMetric, lists: TopLists): void {
  if (ranks <= lists.k) return;
  throw new HnlmError(`${name} needs ${ranks} ranks and the lists have ${lists.k}`, {
    code: 'EVAL_K',
    hint: 'Rank longer lists or lower the cut-off.',
    evidence: { metric: name, ranks: lists.k },
  });
}

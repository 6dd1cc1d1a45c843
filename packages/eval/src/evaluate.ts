import { type Measurement, measureLists } from './lists/measure-lists.ts';
import { metrics as metricsOfUsers } from './metrics/metrics.ts';
import { metricsAt } from './metrics/metrics-at.ts';
import { maskedIn } from './ranking/masked-in.ts';
import { type RankUsersOptions, rankUsers } from './ranking/rank-users.ts';

/** Options of {@link evaluate}. */
export interface EvaluateOptions extends Omit<RankUsersOptions, 'k'> {
  /** Cut-offs, such as `[10, 20]`. */
  readonly at: readonly number[];
  /**
   * Names of metrics, which are measured at each cut-off of `at` (`recall`, `ndcg`, `precision`, `hit`, `mrr`, `map`: all
   * of these by default; also `coverage`, `gini` and the variants), or names with a cut-off of their own (`MAP@100`).
   */
  readonly metrics?: readonly string[];
  /** Dense indices of the items that count, all by default: as in `measureLists`; all items are ranked. */
  readonly items?: Int32Array;
}

/** Metrics of a model with the protocol that they were measured under. */
export interface Evaluation extends Measurement {
  /** All items were ranked, none sampled. */
  readonly ranking: 'full';
  /** What was left out of the lists, in words. */
  readonly masked: string;
}

/**
 * Measures a model by full ranking. Users without held-out items are left out of the means and counted in
 * `skippedUsers`.
 *
 * @throws HnlmError `EVAL_NOTHING` without a metric; as `rankUsers` and `measureLists`
 * @example
 * ```ts
 * const { metrics } = await evaluate({ model, on: dataset.test, at: [10, 20] });
 * console.log(metrics['NDCG@20']);
 * ```
 */
export async function evaluate(options: EvaluateOptions): Promise<Evaluation> {
  const { at, metrics = Object.keys(metricsOfUsers), items, ...ranking } = options;
  const parsed = metricsAt(metrics, at);
  const { on, users } = ranking;
  const lists = await rankUsers({ ...ranking, k: Math.max(...parsed.map(({ ranks }) => ranks)) });
  const names = parsed.map(({ name }) => name);
  const measured = measureLists({ lists, relevant: on.interactions, metrics: names, items });
  const asked = users?.length ?? on.users.size;
  return {
    ...measured,
    skippedUsers: asked - measured.users.length,
    ranking: 'full',
    masked: maskedIn[on.part],
  };
}

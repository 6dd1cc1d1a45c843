import type { HeldOut } from '@hnlm/core';
import { type Measurement, measureLists } from './measure-lists.ts';
import { metrics as knownMetrics } from './metrics.ts';
import { metricAt } from './parse-metric.ts';
import { type RankUsersOptions, rankUsers } from './rank-users.ts';

/** Options of {@link evaluate}. */
export interface EvaluateOptions extends Omit<RankUsersOptions, 'k'> {
  /** Cut-offs, such as `[10, 20]`. */
  readonly at: readonly number[];
  /** Names of metrics (`recall`, `ndcg`, `precision`, `hit`, `mrr`); all by default. */
  readonly metrics?: readonly string[];
}

/** Metrics of a model with the protocol that they were measured under. */
export interface Evaluation extends Measurement {
  /** All items were ranked, none sampled. */
  readonly ranking: 'full';
  /** What was left out of the lists, in words. */
  readonly masked: string;
}

const maskedIn: Readonly<Record<HeldOut['part'], string>> = {
  validation: 'train',
  test: 'train and validation',
  'test-as-published': 'train and validation',
};

/**
 * Measures a model by full ranking. Users without held-out items are left out of the means and counted in
 * `skippedUsers`.
 *
 * @throws HnlmError as `rankUsers` and `measureLists`
 * @example
 * ```ts
 * const { metrics } = await evaluate({ model, on: dataset.test, at: [10, 20] });
 * console.log(metrics['NDCG@20']);
 * ```
 */
export async function evaluate(options: EvaluateOptions): Promise<Evaluation> {
  const { at, metrics = Object.keys(knownMetrics), ...ranking } = options;
  const { on, users } = ranking;
  const names = metrics.flatMap((name) => at.map((k) => metricAt(name, k).name));
  const lists = await rankUsers({ ...ranking, k: Math.max(...at) });
  const measured = measureLists({ lists, relevant: on.interactions, metrics: names });
  const asked = users?.length ?? on.users.size;
  return {
    ...measured,
    skippedUsers: asked - measured.users.length,
    ranking: 'full',
    masked: maskedIn[on.part],
  };
}

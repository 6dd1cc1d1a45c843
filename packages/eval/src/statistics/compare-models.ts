import { HnlmError, type Random } from '@hnlm/core';
import { bootstrapMean } from './bootstrap-mean.ts';
import { type EffectSizes, effectSizes } from './effect-sizes.ts';
import { holm } from './holm.ts';
import type { Interval } from './interval.ts';
import { meanOf } from './mean-of.ts';
import { pairedDifferences } from './paired-differences.ts';
import { pairedTTest } from './paired-t-test.ts';
import { permutationTest } from './permutation-test.ts';
import { sameUsers, type UserValues } from './same-users.ts';
import { wilcoxonTest } from './wilcoxon-test.ts';

/** A paired test by name. */
export type PairedTest = 't' | 'wilcoxon' | 'permutation';

/** Options of {@link compareModels}. */
export interface CompareModelsOptions {
  /** Results by the name of their model, as `evaluate` returns them. */
  readonly results: Readonly<Record<string, UserValues>>;
  /** Name of the result that all others are held against. */
  readonly baseline: string;
  /** Metrics to compare, such as `['NDCG@20']`. */
  readonly metrics: readonly string[];
  /** Draws the resamples of intervals and of the permutation test. */
  readonly random: Random;
  /** `t` by default: on means of hundreds of users, it and the permutation test agree. */
  readonly test?: PairedTest;
  /** Level that adjusted p-values are held against; .05 by default. Intervals have the level 1 - alpha. */
  readonly alpha?: number;
}

/** One model against the baseline in one metric. */
export interface Comparison {
  readonly metric: string;
  readonly model: string;
  readonly baseline: string;
  /** Mean over users. */
  readonly mean: number;
  readonly baselineMean: number;
  /** `mean` - `baselineMean`. */
  readonly difference: number;
  /** `difference` / `baselineMean`; null where that is 0. */
  readonly relative: number | null;
  /** Of the difference: bootstrap over users, BCa. For this row alone, not for all rows together. */
  readonly interval: Interval;
  readonly test: PairedTest;
  /** Two-sided, of this comparison alone. */
  readonly p: number;
  /** After Holm's correction for all rows of the table. */
  readonly adjustedP: number;
  /** How many rows the correction was for. */
  readonly comparisons: number;
  /** Whether `adjustedP` is below `alpha`. */
  readonly significant: boolean;
  readonly effect: EffectSizes;
  /** Users that were compared. */
  readonly users: number;
}

/**
 * Compares models with a baseline, user by user: one row a metric and model, in the order given. All rows are one
 * family for Holm's correction, so ask for what you report and nothing else.
 *
 * It tests whether these trained models would differ on other users like these. What another seed would give is a
 * question for `compareRuns`.
 *
 * @throws HnlmError `STATISTICS_BASELINE` if the baseline is not among the results, or nothing else is;
 * `STATISTICS_USERS` for results of different users; `STATISTICS_METRIC`
 * @example
 * ```ts
 * const rows = compareModels({
 *   results: { uniform, dns, ours },
 *   baseline: 'uniform',
 *   metrics: ['NDCG@20'],
 *   random: createRandom(1),
 * });
 * rows[0].significant; // whether dns differs from uniform
 * ```
 */
export function compareModels(options: CompareModelsOptions): Comparison[] {
  const { results, baseline, metrics, random, test = 't', alpha = 0.05 } = options;
  const models = Object.keys(results).filter((model) => model !== baseline);
  if (!Object.hasOwn(results, baseline) || models.length === 0) {
    throw new HnlmError(`cannot hold ${models.length} models against "${baseline}"`, {
      code: 'STATISTICS_BASELINE',
      hint: 'Name one of the results as baseline, and pass at least one other.',
      evidence: { baseline, models },
    });
  }
  const rows = metrics.flatMap((metric) =>
    models.map((model) => {
      const pair = sameUsers(metric, [model, results[model]], [baseline, results[baseline]]);
      return { metric, model, ...comparePair(pair, test, alpha, random.split(metric, model)) };
    }),
  );
  const adjusted = holm(rows.map(({ p }) => p));
  return rows.map((row, index) => ({
    ...row,
    baseline,
    adjustedP: adjusted[index],
    comparisons: rows.length,
    significant: adjusted[index] < alpha,
  }));
}

function comparePair(
  [ours, theirs]: readonly [Float64Array, Float64Array],
  test: PairedTest,
  alpha: number,
  random: Random,
) {
  const mean = meanOf(ours);
  const baselineMean = meanOf(theirs);
  const difference = mean - baselineMean;
  return {
    mean,
    baselineMean,
    difference,
    relative: baselineMean === 0 ? null : difference / baselineMean,
    interval: bootstrapMean(pairedDifferences(ours, theirs), {
      random: random.split('interval'),
      level: 1 - alpha,
    }),
    test,
    p: pOf(test, ours, theirs, random.split('permutation')),
    effect: effectSizes(ours, theirs),
    users: ours.length,
  };
}

function pOf(test: PairedTest, ours: Float64Array, theirs: Float64Array, random: Random): number {
  switch (test) {
    case 't':
      return pairedTTest(ours, theirs).p;
    case 'wilcoxon':
      return wilcoxonTest(ours, theirs).p;
    case 'permutation':
      return permutationTest(ours, theirs, { random }).p;
    default:
      throw new HnlmError(`unknown test "${test}"`, {
        code: 'STATISTICS_TEST',
        hint: 'Choose t, wilcoxon or permutation.',
      });
  }
}

import { HnlmError, type Random } from '@hnlm/core';
import { checkResamples } from './check-resamples.ts';
import { checkLevel, type Interval, percentileInterval } from './interval.ts';
import { meanOf } from './mean-of.ts';
import { type PairedTTest, pairedTTest } from './paired-t-test.ts';
import { sameUsers, type UserValues } from './same-users.ts';

/** Options of {@link compareRuns}. */
export interface CompareRunsOptions {
  /** Results of a model, one a seed. */
  readonly model: readonly UserValues[];
  /** Results of the baseline, one a seed, in the same order of seeds. */
  readonly baseline: readonly UserValues[];
  /** Such as `NDCG@20`. */
  readonly metric: string;
  readonly random: Random;
  /** Of the interval; .95 by default. */
  readonly level?: number;
  /** 1,999 by default. */
  readonly resamples?: number;
}

/** A model against a baseline over users and over seeds; all differences are model - baseline. */
export interface RunComparison {
  readonly difference: number;
  readonly seeds: number;
  readonly users: number;
  /** Pairs are users, each with its mean over seeds: would other users of this kind see the difference? */
  readonly overUsers: PairedTTest;
  /** Pairs are seeds, each with its mean over users: would other seeds show the difference? */
  readonly overSeeds: PairedTTest;
  /** Of the difference when both users and seeds are drawn anew. */
  readonly interval: Interval;
  /** Difference of each seed. */
  readonly bySeed: Float64Array;
}

/**
 * Compares repeated runs of two models, paired by user and by seed. Users and seeds are two sources of chance, and a
 * test over the one is silent about the other: thousands of users make a difference significant that the next seed
 * turns round, and three seeds have next to no power. Claim a gain where both tests and the interval agree.
 *
 * The interval draws seeds and users with replacement, independently (crossed or "pigeonhole" bootstrap, Owen 2007),
 * and is of the percentile kind. With fewer than some 5 seeds it is too narrow in the share that seeds have in it.
 *
 * @throws HnlmError `STATISTICS_RUNS` for different or fewer than 2 seeds; as `compareModels` for users and metrics
 * @example
 * ```ts
 * const { overUsers, overSeeds, interval } = compareRuns({
 *   model: ours, // one evaluation a seed
 *   baseline: uniform,
 *   metric: 'NDCG@20',
 *   random: createRandom(1),
 * });
 * ```
 */
export function compareRuns(options: CompareRunsOptions): RunComparison {
  const { model, baseline, metric, random, level = 0.95, resamples = 1999 } = options;
  checkLevel(level);
  checkResamples(resamples);
  if (model.length !== baseline.length || model.length < 2) {
    throw new HnlmError(`cannot pair ${model.length} runs with ${baseline.length}`, {
      code: 'STATISTICS_RUNS',
      hint: 'Pass one result a seed, at least 2, the same seeds for both.',
      evidence: { model: model.length, baseline: baseline.length },
    });
  }
  const first: readonly [string, UserValues] = ['model, run 0', model[0]];
  // All runs are of the same users if each is of those of the first.
  const runs = (name: string, results: readonly UserValues[]) =>
    results.map((result, seed) => sameUsers(metric, [`${name}, run ${seed}`, result], first)[0]);
  const ours = runs('model', model);
  const theirs = runs('baseline', baseline);
  const overUsers = pairedTTest(meanOfRuns(ours), meanOfRuns(theirs));
  const overSeeds = pairedTTest(ours.map(meanOf), theirs.map(meanOf));
  const differences = ours.map((values, seed) => values.map((value, user) => value - theirs[seed][user]));
  const resampled = Float64Array.from({ length: resamples }, () => crossedMean(differences, random));
  return {
    difference: overSeeds.difference,
    seeds: ours.length,
    users: overUsers.n,
    overUsers,
    overSeeds,
    interval: percentileInterval(resampled.sort(), level),
    bySeed: Float64Array.from(differences, meanOf),
  };
}

/** Draws users once for all seeds, and seeds, with replacement. */
function crossedMean(differences: readonly Float64Array[], random: Random): number {
  const users = differences[0].length;
  const times = new Int32Array(users);
  for (let draw = 0; draw < users; draw++) times[Math.floor(random.uniform() * users)]++;
  let sum = 0;
  for (let draw = 0; draw < differences.length; draw++) {
    const ofSeed = differences[random.integer(differences.length)];
    for (let user = 0; user < users; user++) sum += times[user] * ofSeed[user];
  }
  return sum / (users * differences.length);
}

function meanOfRuns(runs: readonly Float64Array[]): Float64Array {
  return runs[0].map((_, user) => runs.reduce((sum, values) => sum + values[user], 0) / runs.length);
}

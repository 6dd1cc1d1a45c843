import { HnlmError, type Model, type Random, rowOf, union } from '@hnlm/core';
import type { EvaluateOptions, Evaluation } from './evaluate.ts';
import { checkAnyUser } from './lists/check-any-user.ts';
import type { Metric } from './metrics/metric.ts';
import { metrics as metricsOfUsers } from './metrics/metrics.ts';
import { metricsAt } from './metrics/metrics-at.ts';
import type { ParsedMetric } from './metrics/parse-metric.ts';
import { checkModel } from './ranking/check-model.ts';
import { checkUsers } from './ranking/check-users.ts';
import { maskedIn } from './ranking/masked-in.ts';
import { createProgress } from './ranking/progress.ts';
import { unseenItems } from './ranking/unseen-items.ts';
import { usersWithItems } from './ranking/users-with-items.ts';
import { meanOf } from './statistics/mean-of.ts';

/** Users between two looks at progress and interruption. */
const blockUsers = 256;

/** Options of {@link evaluateSampled}. */
export interface EvaluateSampledOptions
  extends Pick<EvaluateOptions, 'model' | 'on' | 'at' | 'users' | 'onEvent' | 'signal'> {
  /** Names of metrics of users; all by default. */
  readonly metrics?: readonly string[];
  /** How many unseen items each relevant item is ranked among: 99 in He et al. 2017. */
  readonly sampled: number;
  /** Each user's draws hang on this stream and the user's id alone, so models that get the same are compared fairly. */
  readonly random: Random;
}

/** Metrics on sampled items; their names say so. */
export interface SampledEvaluation extends Omit<Evaluation, 'ranking'> {
  /** Such as `sampled@99`. */
  readonly ranking: `sampled@${number}`;
}

interface SampledMetric {
  readonly name: string;
  readonly k: number;
  readonly measure: Metric;
}

/**
 * Measures a model as some published tables do: each relevant item is ranked among `sampled` others, drawn without
 * replacement from the items that the user has neither in `masked` nor held out. A user's value is the mean over the
 * relevant items, each measured as if it were the only one. Equal scores go by item index.
 *
 * Such figures are far above those of full ranking, and can put models in another order (Krichene and Rendle 2020). Use
 * them to check published ones and nothing else. Names carry the number: `Recall@10(sampled@99)`.
 *
 * @throws HnlmError `EVAL_SAMPLE` if a user has fewer unseen items; `EVAL_K` for a cut-off above `sampled` + 1;
 * `METRIC_UNKNOWN`, `METRIC_FORMAT`; `EVAL_NOTHING`, `EVAL_NO_USERS`, `EVAL_USER`; as `rankUsers` for a model that does
 * not fit
 * @example
 * ```ts
 * const random = createRandom(1);
 * const { metrics } = await evaluateSampled({ model, on: dataset.test, at: [10], sampled: 99, random });
 * console.log(metrics['NDCG@10(sampled@99)']);
 * ```
 */
export async function evaluateSampled(options: EvaluateSampledOptions): Promise<SampledEvaluation> {
  const { model, on, at, metrics = Object.keys(metricsOfUsers), sampled, random, signal, onEvent } = options;
  signal?.throwIfAborted();
  const parsed = metricsAt(metrics, at).map((metric) => asSampled(metric, sampled));
  checkModel(model, on);
  const asked = options.users ?? Int32Array.from({ length: on.users.size }, (_, user) => user);
  checkUsers(asked, model.users.size);
  const held = new Set(usersWithItems(on.interactions));
  const users = asked.filter((user) => held.has(user));
  checkAnyUser(users.length, asked.length);

  const excluded = union(on.masked, on.interactions);
  const perUser = Object.fromEntries(parsed.map(({ name }) => [name, new Float64Array(users.length)]));
  const negatives = new Int32Array(sampled);
  const hits = new Uint8Array(sampled + 1);
  const progress = createProgress(users.length);
  for (const [position, user] of users.entries()) {
    const unseen = unseenItems(on.items.size, rowOf(excluded, user));
    if (unseen.count < sampled) {
      throw new HnlmError(`user "${on.users.ids[user]}" has ${unseen.count} unseen items, not ${sampled}`, {
        code: 'EVAL_SAMPLE',
        hint: 'Sample fewer items, or measure by full ranking.',
        evidence: { user: on.users.ids[user], unseen: unseen.count, sampled },
      });
    }
    const draws = random.split('sampled', on.users.ids[user]);
    const relevant = rowOf(on.interactions, user);
    for (const item of relevant) {
      unseen.draw(draws, negatives);
      const rank = rankAmong(model, user, item, negatives);
      hits[rank] = 1;
      for (const { name, k, measure } of parsed) perUser[name][position] += measure(hits, 1, k);
      hits[rank] = 0;
    }
    for (const { name } of parsed) perUser[name][position] /= relevant.length;
    const done = position + 1;
    if (done % blockUsers === 0 || done === users.length) {
      onEvent?.(progress(done));
      await new Promise((resolve) => setTimeout(resolve));
      signal?.throwIfAborted();
    }
  }
  return {
    metrics: Object.fromEntries(Object.entries(perUser).map(([name, values]) => [name, meanOf(values)])),
    perUser,
    users,
    skippedUsers: asked.length - users.length,
    items: on.items.size,
    ranking: `sampled@${sampled}`,
    masked: maskedIn[on.part],
  };
}

function asSampled(metric: ParsedMetric, sampled: number): SampledMetric {
  const { name, k } = metric;
  if (metric.of === 'lists' || !Object.values(metricsOfUsers).includes(metric.measure)) {
    throw new HnlmError(`${name} is not measured on sampled items`, {
      code: 'METRIC_UNKNOWN',
      hint: `Choose from ${Object.keys(metricsOfUsers).join(', ')}.`,
      evidence: { metric: name },
    });
  }
  if (!(Number.isSafeInteger(sampled) && sampled >= 1 && k <= sampled + 1)) {
    throw new HnlmError(`${name} cannot be measured among ${sampled} sampled items and the relevant one`, {
      code: 'EVAL_K',
      hint: 'Sample a whole number of items, and lower the cut-off or sample more.',
      evidence: { metric: name, sampled },
    });
  }
  return { name: `${name}(sampled@${sampled})`, k, measure: metric.measure };
}

/** How many of the others stand before an item, which is its rank counted from 0. */
function rankAmong(model: Model, user: number, item: number, others: Int32Array): number {
  const score = scoreOf(model, user, item);
  let before = 0;
  for (const other of others) {
    const theirs = scoreOf(model, user, other);
    if (theirs > score || (theirs === score && other < item)) before++;
  }
  return before;
}

/** The dot product in double precision, where products of finite float32 stay finite. */
function scoreOf({ userEmbeddings, itemEmbeddings, dimensions }: Model, user: number, item: number): number {
  const [a, b] = [user * dimensions, item * dimensions];
  let sum = 0;
  for (let n = 0; n < dimensions; n++) sum += userEmbeddings[a + n] * itemEmbeddings[b + n];
  return sum;
}

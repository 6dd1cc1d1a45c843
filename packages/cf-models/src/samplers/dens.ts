import { HnlmError, type Random } from '@hnlm/core';
import { gatherRows } from '@hnlm/tfjs-backend';
import * as tf from '@tensorflow/tfjs';
import type { Parameters } from '../backbone.ts';
import { checkCounts } from '../check-counts.ts';
import { distinctRows } from '../distinct-rows.ts';
import type { BatchHops, NegativeSampler, PositiveBatch, SamplingContext } from '../sampler.ts';
import { chooseTop } from './choose-top.ts';
import { drawUnseen } from './draw-unseen.ts';
import { eachNegative } from './each-negative.ts';
import { repeatRows } from './repeat-rows.ts';

/** Options of {@link dens}. */
export interface DensOptions {
  /** Uniform candidates of each negative, N; default 6 (official code). */
  readonly candidates?: number;
  /** γ, the weight of the loss that teaches the gates; default .3 (official code). */
  readonly gamma?: number;
  /** Epochs T0 over which the choice moves from irrelevant to relevant factors; default 100 (official code). */
  readonly warmUp?: number;
  /** Negatives of each positive, K, each from candidates of its own; default 1. */
  readonly negatives?: number;
}

/** A linear layer. */
interface Linear {
  readonly weight: tf.Tensor2D;
  readonly bias: tf.Tensor1D;
}

/** The four linear layers that two gates are made of. */
type Gates = Readonly<Record<'user' | 'item' | 'positive' | 'negative', Linear>>;

/**
 * Makes disentangled negative sampling, DENS: two gates split positives p and negatives n into relevant and irrelevant
 * factors, p_r = p ⊙ σ(W_i p + W_u u) and n_r = n ⊙ σ(W_n n + W_p p_r), at each hop. Of N uniform candidates the one with
 * the highest u · ((1 - min(1, t / T0)) n - n_r) is taken at each hop, t being the epochs that are over, and the parts
 * that were taken, pooled, are the negative. The gates are trained by γ / 4 times the sum of four losses, each softplus
 * of a difference of scores: irrelevant below relevant positives, relevant below irrelevant negatives, relevant negatives
 * below relevant positives, irrelevant positives below irrelevant negatives
 * (Lai et al. WSDM 2023; schedule, reductions and defaults of the official code).
 *
 * @throws HnlmError `OPTION`; while it samples, `SAMPLER` for a backbone whose hops lie side by side
 * @example
 * ```ts
 * const negatives = dens({ candidates: 6, gamma: 0.3, warmUp: 100 });
 * ```
 */
export function dens({
  candidates = 6,
  gamma = 0.3,
  warmUp = 100,
  negatives = 1,
}: DensOptions = {}): NegativeSampler {
  checkCounts('DENS', { candidates, negatives });
  if (!(gamma >= 0 && warmUp > 0)) {
    throw new HnlmError(`DENS cannot work with γ = ${gamma} and T0 = ${warmUp}`, {
      code: 'OPTION',
      hint: 'Set gamma to at least 0, and warmUp above 0.',
    });
  }
  return {
    name: 'DENS',
    plan: `${eachNegative(negatives)} draws ${candidates} uniform candidates without train items and pools what scores highest at each hop by the irrelevant factors that two gates find, over ${warmUp} epochs more and more by the relevant ones against it; the gates' own loss weighs ${gamma}`,
    prepare({ data, dimensions, random }) {
      const { parameters, gates } = makeGates(dimensions, random);
      return {
        parameters,
        sample(batch, context) {
          if (context.hops.pooling === 'concat' && context.hops.count > 1) {
            throw new HnlmError('the gates of DENS are as wide as the embeddings, and hops are narrower', {
              code: 'SAMPLER',
              hint: 'Take a backbone that averages its hops, such as lightGCN().',
            });
          }
          const pool = drawUnseen(data, batch.users, negatives * candidates, context.random);
          const relevance = Math.min(1, (context.epoch - 1) / warmUp);
          const items = choose({ batch, pool, candidates, gates, relevance, context });
          return {
            items: items.slice(0, batch.users.length * negatives),
            byHop: {
              items,
              ...(gamma > 0 && {
                auxiliaryLoss: (hops) => gateLoss(hops, gates, negatives).mul(gamma) as tf.Scalar,
              }),
            },
          };
        },
      };
    },
  };
}

/** Starts weights and biases uniformly from ±1 / sqrt(d), as the official code's framework does. */
function makeGates(d: number, random: Random): { parameters: Parameters; gates: Gates } {
  const bound = 1 / Math.sqrt(d);
  const parameters: Record<string, tf.Variable> = {};
  const values = (stream: Random, length: number) =>
    Float32Array.from({ length }, () => bound * (2 * stream.uniform() - 1));
  const linear = (name: string): Linear => {
    const stream = random.split(name);
    const weight = tf.tidy(() => tf.variable(tf.tensor2d(values(stream, d * d), [d, d])));
    const bias = tf.tidy(() => tf.variable(tf.tensor1d(values(stream, d))));
    parameters[`${name}GateWeight`] = weight;
    parameters[`${name}GateBias`] = bias;
    return { weight: weight as unknown as tf.Tensor2D, bias: bias as unknown as tf.Tensor1D };
  };
  const gates = {
    user: linear('user'),
    item: linear('item'),
    positive: linear('positive'),
    negative: linear('negative'),
  };
  return { parameters, gates };
}

const apply = (x: tf.Tensor2D, { weight, bias }: Linear) => x.matMul(weight).add(bias);

/** The relevant factors of positives, all `[B, d]`. */
const relevantOfPositives = (positives: tf.Tensor2D, users: tf.Tensor2D, { item, user }: Gates) =>
  positives.mul(apply(positives, item).add(apply(users, user)).sigmoid()) as tf.Tensor2D;

/** What is relevant of the negatives, as shares: `[B * times, d]`. */
const gateOfNegatives = (
  negatives: tf.Tensor2D,
  relevant: tf.Tensor2D,
  { negative, positive }: Gates,
  times: number,
) =>
  apply(negatives, negative)
    .add(repeatRows(apply(relevant, positive) as tf.Tensor2D, times))
    .sigmoid();

interface ChoiceInput {
  readonly batch: PositiveBatch;
  /** `[B * K * candidates]` */
  readonly pool: Int32Array;
  readonly candidates: number;
  readonly gates: Gates;
  /** How far the choice has moved to relevant factors, 0 to 1. */
  readonly relevance: number;
  readonly context: SamplingContext;
}

/** Chooses an item for each hop and negative, `[hops * B * K]`, without gradient. */
function choose({ batch, pool, candidates, gates, relevance, context }: ChoiceInput): Int32Array {
  const { hops, random } = context;
  const {
    rows: distinct,
    places: [owners],
  } = distinctRows(batch.users);
  const parts = hops.forUsers(distinct);
  const itemCount = parts.items.shape[0] / hops.count;
  const per = pool.length / batch.users.length;
  const items = new Int32Array((hops.count * pool.length) / candidates);
  let next = 0;
  for (let hop = 0; hop < hops.count; hop++) {
    const scores = tf.tidy(() => {
      const rows = (table: tf.Tensor2D, list: Int32Array, height: number) =>
        gatherRows(table, hop === 0 ? list : list.map((row) => row + hop * height));
      const users = rows(parts.users, owners, distinct.length);
      const positives = rows(parts.items, batch.items, itemCount);
      const negatives = rows(parts.items, pool, itemCount);
      const gate = gateOfNegatives(negatives, relevantOfPositives(positives, users, gates), gates, per);
      const kept = gate.neg().add(1 - relevance);
      return negatives.mul(repeatRows(users, per)).mul(kept).sum(1);
    });
    const columns = chooseTop(scores.dataSync() as Float32Array, candidates, 1, random);
    scores.dispose();
    for (const [row, column] of columns.entries()) items[next++] = pool[row * candidates + column];
  }
  return items;
}

/** The four losses that teach the gates, their mean; differentiable. */
function gateLoss(hops: BatchHops, gates: Gates, k: number): tf.Scalar {
  const relevant = { positives: [] as tf.Tensor2D[], negatives: [] as tf.Tensor2D[] };
  for (const [hop, positives] of hops.positives.entries()) {
    const ofPositives = relevantOfPositives(positives, hops.users[hop], gates);
    relevant.positives.push(ofPositives);
    const negatives = hops.negatives[hop];
    relevant.negatives.push(negatives.mul(gateOfNegatives(negatives, ofPositives, gates, k)) as tf.Tensor2D);
  }
  const users = hops.pool(hops.users);
  const size = users.shape[0];
  const ofPositives = (parts: readonly tf.Tensor2D[]) => users.mul(hops.pool(parts)).sum(1, true);
  const ofNegatives = (parts: readonly tf.Tensor2D[]) =>
    repeatRows(users, k).mul(hops.pool(parts)).sum(1).reshape([size, k]);
  const [positives, negatives] = [ofPositives(hops.positives), ofNegatives(hops.negatives)];
  const relevantPositives = ofPositives(relevant.positives);
  const relevantNegatives = ofNegatives(relevant.negatives);
  const irrelevantPositives = positives.sub(relevantPositives);
  const irrelevantNegatives = negatives.sub(relevantNegatives);
  return tf
    .addN([
      lossOf(irrelevantPositives.sub(relevantPositives)),
      lossOf(relevantNegatives.sub(irrelevantNegatives)),
      lossOf(relevantNegatives.sub(relevantPositives)),
      lossOf(irrelevantPositives.sub(irrelevantNegatives)),
    ])
    .div(4) as tf.Scalar;
}

/** The mean over rows of log(1 + Σ exp(x)), for `[B, k]`. */
const lossOf = (x: tf.Tensor): tf.Tensor => tf.softplus(x.shape[1] === 1 ? x : x.logSumExp(1, true)).mean();

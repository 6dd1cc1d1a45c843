import { HnlmError, type Random, rowOf, type TrainView } from '@hnlm/core';
import { gatherRows, pairDots } from '@hnlm/tfjs-backend';
import * as tf from '@tensorflow/tfjs';
import { checkCounts } from '../check-counts.ts';
import { distinctRows } from '../distinct-rows.ts';
import type { NegativeSampler } from '../sampler.ts';
import { firstAbove } from './first-above.ts';
import { scorePairs } from './score-pairs.ts';

/** Options of {@link irgan}. */
export interface IrganOptions {
  /** Width of the generator's embeddings; default 5 (official code). */
  readonly dim?: number;
  /** Negatives of each positive; default 1. At most `draws`. */
  readonly negatives?: number;
  /** Items that each positive draws for the generator to learn from, the negatives among them; default 4, at least 2. */
  readonly draws?: number;
  /**
   * What the generator is paid for an item: the `loss` of the pair, softplus(s_uj - s_ui) (default), or its `score`,
   * 2 σ(s_uj) - 1 (official code).
   */
  readonly reward?: 'loss' | 'score';
}

/** Users whose distributions are held at a time. */
const usersAtATime = 128;

/** Added to the logits of train items. */
const never = -1e30;

/** Tables from which the generator's logits are made: g_u · g_j + b_j. */
interface Generator {
  /** `[users, dim]` */
  readonly users: tf.Tensor2D;
  /** `[items, dim]` */
  readonly items: tf.Tensor2D;
  /** `[items, 1]` */
  readonly bias: tf.Tensor2D;
}

/**
 * Makes a generator of negatives in the manner of IRGAN: p(j | u) = softmax over the unseen items of g_u · g_j + b_j, with
 * tables of its own (Wang et al. SIGIR 2017, section 3.4). It learns beside the recommender, by REINFORCE: each positive
 * draws K items, item k is paid R_k, and what is maximised is the mean of (R_k - mean of the others) log p(k), which with
 * this baseline does not depend on the normaliser of the softmax (Kool et al. 2019, "Buy 4 REINFORCE samples, get a
 * baseline for free!").
 *
 * Where IRGAN takes turns, trains a pointwise discriminator and mixes positives into what the generator draws, here both
 * learn in the same step, the recommender keeps its own loss, and train items are never drawn. A step computes the
 * distributions of its users over all items, so it suits catalogues of some ten thousand items.
 *
 * @throws HnlmError `OPTION`; while it samples, `NO_NEGATIVE` for a user to whom every item is a positive
 * @example
 * ```ts
 * const negatives = irgan({ dim: 16 });
 * ```
 */
export function irgan({
  dim = 5,
  negatives = 1,
  draws = 4,
  reward = 'loss',
}: IrganOptions = {}): NegativeSampler {
  checkCounts('IRGAN', { dim, negatives, draws });
  if (!(draws >= 2 && draws >= negatives)) {
    throw new HnlmError(`a generator cannot give ${negatives} negatives and learn from ${draws} draws`, {
      code: 'OPTION',
      hint: 'Set draws to at least 2 and negatives to at most draws.',
    });
  }
  const paid = reward === 'loss' ? "the pair's loss" : "the item's score";
  return {
    name: 'IRGAN',
    plan: `each positive draws ${negatives === 1 ? '1 item' : `${negatives} items`} without train items of its user from the softmax of a generator with ${dim} dimensions, which learns by REINFORCE from ${draws} draws, paid by ${paid}`,
    prepare({ data, random }) {
      const parameters = {
        generatorUsers: small(data.users.size, dim, random.split('users')),
        generatorItems: small(data.items.size, dim, random.split('items')),
        generatorBias: tf.tidy(() => tf.variable(tf.zeros([data.items.size, 1]))),
      };
      const generator = {
        users: parameters.generatorUsers,
        items: parameters.generatorItems,
        bias: parameters.generatorBias,
      } as unknown as Generator;
      return {
        parameters,
        sample({ users, items: positives }, { embeddings, random: stream }) {
          const drawn = drawItems(generator, data, users, draws, stream);
          const rewards = scorePairs(embeddings, users, drawn);
          const ofPositives = scorePairs(embeddings, users, positives);
          for (const [n, score] of rewards.entries())
            rewards[n] =
              reward === 'loss' ? softplus(score - ofPositives[Math.floor(n / draws)]) : Math.tanh(score / 2);
          const advantages = aboveTheOthers(rewards, draws);
          const items = new Int32Array(users.length * negatives);
          for (let n = 0; n < items.length; n++)
            items[n] = drawn[Math.floor(n / negatives) * draws + (n % negatives)];
          return {
            items,
            auxiliaryLoss: () => reinforce(generator, users, drawn, advantages),
          };
        },
      };
    },
  };
}

/** Starts a table uniformly from ±.05. */
function small(rows: number, columns: number, random: Random): tf.Variable {
  const values = Float32Array.from({ length: rows * columns }, () => 0.1 * random.uniform() - 0.05);
  return tf.tidy(() => tf.variable(tf.tensor2d(values, [rows, columns])));
}

/** Draws items for each user, independently, from the softmax over the items that are not train items of the user. */
function drawItems(
  { users: ofUsers, items: ofItems, bias }: Generator,
  { interactions, items: { size }, users: { ids } }: TrainView,
  users: Int32Array,
  draws: number,
  random: Random,
): Int32Array {
  const { rows: owners, places } = distinctRows(users);
  const placesOf: number[][] = Array.from(owners, () => []);
  for (const [n, place] of places[0].entries()) placesOf[place].push(n);
  const drawn = new Int32Array(users.length * draws);
  const sums = new Float64Array(size);
  for (let start = 0; start < owners.length; start += usersAtATime) {
    const some = owners.subarray(start, start + usersAtATime);
    const hidden = new Float32Array(some.length * size);
    for (const [n, user] of some.entries()) {
      const seen = rowOf(interactions, user);
      if (seen.length === size) {
        throw new HnlmError(`user ${ids[user]} has interacted with every item`, {
          code: 'NO_NEGATIVE',
          hint: 'Leave this user out of the training data.',
          evidence: { user },
        });
      }
      for (const item of seen) hidden[n * size + item] = never;
    }
    const chances = tf.tidy(() =>
      gatherRows(ofUsers, some)
        .matMul(ofItems, false, true)
        .add(bias.reshape([1, size]))
        .add(tf.tensor2d(hidden, [some.length, size]))
        .softmax(),
    );
    const values = chances.dataSync();
    chances.dispose();
    for (let n = 0; n < some.length; n++) {
      let sum = 0;
      let last = 0;
      for (let item = 0; item < size; item++) {
        const chance = values[n * size + item];
        if (chance > 0) last = item;
        sums[item] = sum += chance;
      }
      for (const place of placesOf[start + n]) {
        for (let c = 0; c < draws; c++)
          drawn[place * draws + c] = Math.min(last, firstAbove(sums, random.uniform() * sum));
      }
    }
  }
  return drawn;
}

/** How much each of the rewards of a positive is above the mean of the others. */
function aboveTheOthers(rewards: Float32Array, draws: number): Float32Array {
  const advantages = new Float32Array(rewards.length);
  for (let start = 0; start < rewards.length; start += draws) {
    let sum = 0;
    for (let n = start; n < start + draws; n++) sum += rewards[n];
    for (let n = start; n < start + draws; n++) advantages[n] = rewards[n] - (sum - rewards[n]) / (draws - 1);
  }
  return advantages;
}

/** Minus the mean of advantage times logit: advantages of a positive sum to 0, so that normalisers cancel. */
function reinforce(
  { users: ofUsers, items: ofItems, bias }: Generator,
  users: Int32Array,
  drawn: Int32Array,
  advantages: Float32Array,
): tf.Scalar {
  const [dots] = pairDots(ofUsers, ofItems, users, [drawn]);
  const logits = dots.add(gatherRows(bias, drawn).reshape(dots.shape));
  return logits.mul(tf.tensor2d(advantages, dots.shape)).mean().neg() as tf.Scalar;
}

const softplus = (x: number) => Math.max(x, 0) + Math.log1p(Math.exp(-Math.abs(x)));

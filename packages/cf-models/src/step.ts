import { type Embeddings, gatherRows, pairDots, sumSquaresOfRows } from '@hnlm/tfjs-backend';
import * as tf from '@tensorflow/tfjs';
import type { RankingLoss } from './loss.ts';
import type { Negatives, PositiveBatch } from './sampler.ts';

/** What the loss of one step is computed from. */
export interface StepInput {
  readonly batch: PositiveBatch;
  readonly negatives: Negatives;
  /** Embeddings as they are scored. */
  readonly embeddings: Embeddings;
  /** Tables under L2. */
  readonly ego: Embeddings;
  readonly loss: RankingLoss;
  /** Weight of ½ (|e_u|² + |e_i|² + |e_j|²) on ego rows, averaged over the batch. */
  readonly l2: number;
}

/** Computes the loss of a step: ranking, L2, and what the sampler adds; differentiable. */
export function stepLoss(input: StepInput): tf.Scalar {
  const ranking = rankingLoss(input);
  const auxiliary = input.negatives.auxiliaryLoss?.();
  return auxiliary ? (ranking.add(auxiliary) as tf.Scalar) : ranking;
}

function rankingLoss({ batch, negatives, embeddings, ego, loss, l2 }: StepInput): tf.Scalar {
  const size = batch.users.length;
  const per = negatives.items.length / size;
  const scores = scoreBatch(batch, negatives, embeddings);
  const shifted = negatives.offsets
    ? (scores.negatives.add(tf.tensor2d(negatives.offsets, [size, per])) as tf.Tensor2D)
    : scores.negatives;
  const weights = negatives.weights && tf.tensor2d(negatives.weights, [size, per]);
  const ranking = loss.compute({
    positives: scores.positives,
    negatives: shifted,
    ...(weights && { weights }),
  });
  if (l2 === 0) return ranking;
  const items = new Int32Array(size + negatives.items.length);
  items.set(batch.items);
  items.set(negatives.items, size);
  const squares = tf.add(sumSquaresOfRows(ego.users, batch.users), sumSquaresOfRows(ego.items, items));
  return ranking.add(squares.mul(l2 / 2 / size)) as tf.Scalar;
}

function scoreBatch(
  { users, items }: PositiveBatch,
  negatives: Negatives,
  embeddings: Embeddings,
): { positives: tf.Tensor2D; negatives: tf.Tensor2D } {
  const per = negatives.items.length / users.length;
  if (negatives.synthesise) {
    const owners = per === 1 ? users : negatives.items.map((_, n) => users[Math.floor(n / per)]);
    const vectors = negatives.synthesise(gatherRows(embeddings.items, negatives.items));
    const scores = gatherRows(embeddings.users, owners).mul(vectors).sum(1);
    return {
      positives: pairDots(embeddings.users, embeddings.items, users, items),
      negatives: scores.reshape([users.length, per]),
    };
  }
  // Positives and negatives in one pass: column 0 is the positive.
  const columns = new Int32Array(users.length * (1 + per));
  for (let row = 0; row < users.length; row++) {
    columns[row * (1 + per)] = items[row];
    for (let n = 0; n < per; n++) columns[row * (1 + per) + 1 + n] = negatives.items[row * per + n];
  }
  const scores = pairDots(embeddings.users, embeddings.items, users, columns);
  return { positives: scores.slice([0, 0], [-1, 1]), negatives: scores.slice([0, 1], [-1, per]) };
}

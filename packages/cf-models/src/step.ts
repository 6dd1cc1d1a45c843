import { gatherRows, pairDots, sumSquaresOfRows } from '@hnlm/tfjs-backend';
import * as tf from '@tensorflow/tfjs';
import { distinctRows } from './distinct-rows.ts';
import type { EncodedRows, Encoding } from './encoding.ts';
import type { RankingLoss } from './loss.ts';
import type { Negatives, PositiveBatch } from './sampler.ts';

/** What the loss of one step is computed from. */
export interface StepInput {
  readonly batch: PositiveBatch;
  readonly negatives: Negatives;
  readonly encoding: Encoding;
  readonly loss: RankingLoss;
  /** Weight of ½ (|e_u|² + |e_i|² + |e_j|²) on ego rows, averaged over the batch. */
  readonly l2: number;
}

/** Where the users, positives and negatives of a batch are among the rows that were computed. */
interface Places {
  readonly users: Int32Array;
  readonly positives: Int32Array;
  readonly negatives: Int32Array;
}

/** Computes the loss of a step: ranking, L2, and what the sampler adds; differentiable. */
export function stepLoss({ batch, negatives, encoding, loss, l2 }: StepInput): tf.Scalar {
  const size = batch.users.length;
  const width = negatives.items.length / size;
  const users = distinctRows(batch.users);
  const items = distinctRows(batch.items, negatives.items);
  const rows = encoding.rows(users.rows, items.rows);
  const places = { users: users.places[0], positives: items.places[0], negatives: items.places[1] };

  const [positiveScores, plainScores] = score(rows, places, negatives);
  const weights = negatives.weights && tf.tensor2d(negatives.weights, [size, width]);
  const ranking = loss.compute({
    positives: positiveScores,
    negatives: negatives.offsets
      ? plainScores.add(tf.tensor2d(negatives.offsets, [size, width]))
      : plainScores,
    ...(weights && { weights }),
  });
  const terms = [ranking];
  if (l2 !== 0) terms.push(regularisation(rows, places).mul(l2 / 2 / size));
  if (negatives.auxiliaryLoss) {
    const ofUsers = gatherRows(rows.users, places.users);
    const ofItems = gatherRows(rows.items, places.positives);
    terms.push(negatives.auxiliaryLoss({ users: ofUsers, items: ofItems }));
  }
  return tf.addN(terms);
}

function score(rows: EncodedRows, places: Places, { synthesise }: Negatives): tf.Tensor2D[] {
  if (!synthesise)
    return pairDots(rows.users, rows.items, places.users, [places.positives, places.negatives]);
  const [positives] = pairDots(rows.users, rows.items, places.users, [places.positives]);
  const width = places.negatives.length / places.users.length;
  const owners =
    width === 1 ? places.users : places.negatives.map((_, n) => places.users[Math.floor(n / width)]);
  const vectors = synthesise(gatherRows(rows.items, places.negatives));
  const scores = gatherRows(rows.users, owners).mul(vectors).sum(1);
  return [positives, scores.reshape([places.users.length, width])];
}

/** The sum of squares of the ego rows of users, positives and negatives; a row counts as often as it occurs. */
function regularisation({ egoUsers, egoItems }: EncodedRows, places: Places): tf.Scalar {
  const items = new Int32Array(places.positives.length + places.negatives.length);
  items.set(places.positives);
  items.set(places.negatives, places.positives.length);
  return tf.add(sumSquaresOfRows(egoUsers, places.users), sumSquaresOfRows(egoItems, items));
}

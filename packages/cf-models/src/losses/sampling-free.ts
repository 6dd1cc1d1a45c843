import { type Csr, HnlmError } from '@hnlm/core';
import { pairDots, scatterAddRows } from '@hnlm/tfjs-backend';
import * as tf from '@tensorflow/tfjs';
import type { Loss } from '../loss.ts';

/** Options of {@link samplingFree}. */
export interface SamplingFreeOptions {
  /** By how much each positive is to be scored above each negative, m > 0; default 2 (LibCML on MovieLens-100K). */
  readonly margin?: number;
}

/**
 * Makes the loss of sampling-free CML: the mean of (m - s(u, i) + s(u, j))² over all pairs of a train item i of the user and any
 * other item j, and that over the users of the batch (Bao et al., TPAMI 2022; arXiv 2206.11549).
 *
 * No pair is drawn and no `[B, |V|]` matrix made: sums over all items come of the Gram matrix of the items and of their sum, and
 * the train items of the user are taken off, O(|V| d² + B d² + |positives| d). With the order of positives `each-user` a user counts
 * once, as in the official code. A user who has every item adds nothing.
 *
 * @throws HnlmError `OPTION`
 * @example
 * ```ts
 * const options = { backbone: sfcml({ dim: 64 }), loss: samplingFree({ margin: 1.5 }), positives: 'each-user' as const };
 * ```
 */
export function samplingFree({ margin = 2 }: SamplingFreeOptions = {}): Loss {
  if (!(margin > 0)) {
    throw new HnlmError(`pairs cannot have a margin of ${margin}`, {
      code: 'OPTION',
      hint: 'Set margin above 0.',
    });
  }
  return {
    name: 'sampling-free',
    plan: `squares of the margin ${margin} less the difference, the mean over all pairs of a train item of the user and another item`,
    usesNegatives: false,
    compute({ users, batch, encoding, data }) {
      const { items } = encoding.all();
      const [size, height] = [batch.users.length, data.items.size];
      const { owners, columns, counts } = trainItemsOf(batch.users, data.interactions);

      // Of each user, over all items and over train items: the sum of scores and of their squares.
      const sumOfAll = tf.matMul(users, items.sum(0, true), false, true);
      const squaresOfAll = tf
        .matMul(users, tf.matMul(items, items, true))
        .mul(users)
        .sum(1, true);
      const [scores] = pairDots(users, items, owners, [columns]);
      const both = scatterAddRows(tf.concat([scores, scores.square()], 1), owners, size);
      const [sumOfTrain, squaresOfTrain] = tf.split(both, 2, 1);

      // A column of constants by user.
      const column = (of: (count: number) => number) => tf.tensor2d(counts.map(of), [size, 1]);
      const perTrain = column((count) => 1 / count);
      const perOther = column((count) => (count < height ? 1 / (height - count) : 0));
      // With a and b the mean scores of train items and of others: mean (s_i - m)² + mean s_j² - 2 b (a - m).
      const mean = sumOfTrain.mul(perTrain);
      const meanOfOthers = sumOfAll.sub(sumOfTrain).mul(perOther);
      const ofTrain = squaresOfTrain
        .mul(perTrain)
        .sub(mean.mul(2 * margin))
        .add(margin ** 2);
      const ofOthers = squaresOfAll.sub(squaresOfTrain).mul(perOther);
      const losses = ofTrain.add(ofOthers).sub(meanOfOthers.mul(mean.sub(margin)).mul(2));
      return losses.mul(column((count) => (count < height ? 1 : 0))).mean();
    },
  };
}

/** The train items of some users, side by side. */
interface TrainItems {
  /** Whose item each is, as a place in the list of users. */
  readonly owners: Int32Array;
  readonly columns: Int32Array;
  /** How many each user has. */
  readonly counts: Float32Array;
}

function trainItemsOf(users: Int32Array, { indptr, indices }: Csr): TrainItems {
  const counts = Float32Array.from(users, (user) => indptr[user + 1] - indptr[user]);
  const total = counts.reduce((sum, count) => sum + count, 0);
  const [owners, columns] = [new Int32Array(total), new Int32Array(total)];
  let next = 0;
  for (const [place, user] of users.entries()) {
    const own = indices.subarray(indptr[user], indptr[user + 1]);
    owners.fill(place, next, next + own.length);
    columns.set(own, next);
    next += own.length;
  }
  return { owners, columns, counts };
}

import { createRandom, type TrainView } from '@hnlm/core';
import * as tf from '@tensorflow/tfjs';
import type { Parameters } from '../backbone.ts';
import { encodingOf } from '../encoding.ts';
import type { Loss } from '../loss.ts';
import type { PositiveBatch } from '../sampler.ts';
import { stepLoss } from '../step.ts';

/** Two random tables, as parameters and as plain numbers. */
export interface EncodedBatch {
  readonly parameters: Parameters;
  readonly users: readonly (readonly number[])[];
  readonly items: readonly (readonly number[])[];
  /** The loss of a batch without negatives, from the parameters as they are. */
  lossOf(loss: Loss): () => tf.Scalar;
}

/** Makes what a loss without negatives is tested on: embeddings that are their own parameters. For tests. */
export function encodedBatch(data: TrainView, batch: PositiveBatch, columns = 3): EncodedBatch {
  const random = createRandom(9).split('tables');
  const table = (rows: number) =>
    tf.variable(
      tf.tensor2d(
        Float32Array.from({ length: rows * columns }, () => random.normal()),
        [rows, columns],
      ),
    ) as tf.Variable<tf.Rank.R2>;
  const [users, items] = [table(data.users.size), table(data.items.size)];
  const parameters = { users, items };
  return {
    parameters,
    users: users.arraySync(),
    items: items.arraySync(),
    lossOf: (loss) => () =>
      stepLoss({
        ...{ data, batch, negatives: { items: new Int32Array(0) }, loss, l2: { weight: 0 }, parameters },
        encoding: encodingOf({ users, items }),
      }),
  };
}

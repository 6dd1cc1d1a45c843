import type { Parameters } from '@hnlm/cf-models';
import type { Random } from '@hnlm/core';
import * as tf from '@tensorflow/tfjs';

/** A trainable map from text space to collaborative space. */
export interface Adapter {
  readonly parameters: Parameters;
  /** Maps `[n, width]` to `[n, d]`; differentiable in the parameters. */
  apply(texts: tf.Tensor2D): tf.Tensor2D;
}

/**
 * Makes a perceptron with one hidden layer (leaky ReLU) and a linear head, so that its output can have any sign, as
 * user and item embeddings have.
 */
export function adapter(
  { width, hidden, dimensions }: { width: number; hidden: number; dimensions: number },
  random: Random,
): Adapter {
  // The last row of the first matrix is the bias: its input is one.
  const draw = (rows: number, columns: number, stream: Random) => {
    const bound = Math.sqrt(6 / (rows + columns));
    const values = Float32Array.from({ length: rows * columns }, () => bound * (2 * stream.uniform() - 1));
    return tf.tidy(() => tf.variable(tf.tensor2d(values, [rows, columns])));
  };
  const first = draw(width + 1, hidden, random.split('first'));
  const second = draw(hidden, dimensions, random.split('second'));
  return {
    parameters: { adapterFirst: first, adapterSecond: second },
    apply: (texts) => tf.matMul(tf.leakyRelu(tf.matMul(withOnes(texts), first as never)), second as never),
  };
}

function withOnes(texts: tf.Tensor2D): tf.Tensor2D {
  return tf.concat([texts, tf.ones([texts.shape[0], 1])], 1) as tf.Tensor2D;
}

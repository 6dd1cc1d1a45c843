import * as tf from '@tensorflow/tfjs';
import { operations, type Tables } from './operations.ts';
import { type Context, materialise, type Problem } from './problems.ts';

/** The outputs of an operation, and the gradients of a weighted sum of them in both tables. */
export interface Evaluation {
  readonly outputs: readonly Float32Array[];
  readonly gradients: readonly Float32Array[];
  /** Tensors that were left over. */
  readonly leaked: number;
}

/** A sum with a different weight for each entry, so that no entry can hide. */
export function weightedSum(outputs: readonly tf.Tensor[]): tf.Scalar {
  const sums = outputs.map((tensor, which) => {
    const weights = Float32Array.from({ length: tensor.size }, (_, n) => (((n + which) % 13) - 6.5) / 7);
    return tensor.mul(tf.tensor(weights, tensor.shape)).sum();
  });
  return tf.addN(sums) as tf.Scalar;
}

/** Evaluates an operation on the current backend; `change` may put other values into the tables first. */
export function evaluate(
  name: string,
  problem: Problem,
  change: (tables: { users: Float32Array; items: Float32Array }) => void = () => {},
): Evaluation {
  const before = tf.memory().numTensors;
  const { tables, context } = materialise(problem);
  change(tables);
  const users = tf.tensor2d(tables.users, [problem.users, problem.d]);
  const items = tf.tensor2d(tables.items, [problem.items, problem.d]);
  const outputs = tf.tidy(() => operations[name]({ users, items }, context).map(valuesOf));
  const gradients = tf.tidy(() => gradientsOf(name, { users, items }, context).map(valuesOf));
  tf.dispose([users, items]);
  context.dispose();
  const leaked = tf.memory().numTensors - before;
  return { outputs, gradients, leaked };
}

function gradientsOf(name: string, tables: Tables, context: Context): tf.Tensor[] {
  const loss = (users: tf.Tensor, items: tf.Tensor) =>
    weightedSum(operations[name]({ users: users as tf.Tensor2D, items: items as tf.Tensor2D }, context));
  return tf.grads(loss as (...tensors: tf.Tensor[]) => tf.Scalar)([tables.users, tables.items]);
}

const valuesOf = (tensor: tf.Tensor) => tensor.dataSync() as Float32Array;

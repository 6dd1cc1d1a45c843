import { HnlmError } from '@hnlm/core';
import {
  dropout,
  type Embeddings,
  gatherRows,
  type SparseMatrix,
  sparseMatMul,
  unitRows,
} from '@hnlm/tfjs-backend';
import * as tf from '@tensorflow/tfjs';
import type { Backbone, BackbonePreparation, Parameters, TableOptions, TrainingPass } from '../backbone.ts';
import { embeddingTables } from '../embedding-tables.ts';
import type { Encoding } from '../encoding.ts';
import { adjacencyMatrix } from '../graph/adjacency-matrix.ts';
import { xavierInitialiser } from '../initialisers.ts';

/** Options of {@link ngcf}. */
export interface NgcfOptions extends TableOptions {
  /** Width of the tables and of each layer; default 64. What is scored is (layers + 1) times as wide. */
  readonly dim?: number;
  /** Default 3 (Wang et al. 2019, 4.2.3). */
  readonly layers?: number;
  /**
   * `mixgcf`: the symmetric graph without self-loops, and one activation over the sum of both messages, as MixGCF's code
   * compares samplers on; `official`: the matrix D^-1 (A + I), and an activation for each message, as the code of NGCF's
   * authors has it. Default `mixgcf`.
   */
  readonly form?: 'mixgcf' | 'official';
  /** Rate at which entries of a layer are dropped while it trains; default 0 for `mixgcf`, .1 for `official`. */
  readonly messageDropout?: number;
}

/** Slope of the activation below 0 (both official codes). */
const slope = 0.2;

/**
 * Makes NGCF (Wang et al., SIGIR 2019, eq. 7 and 8): with S = Ã E, a layer is E' = LeakyReLU(S W1 + b1 + (E ∘ S) W2 + b2);
 * what is scored are the tables and the rows of each layer, divided by their length, side by side. The next layer starts from
 * E' before that division. Tables and weights start from Xavier's uniform values, as in both official codes.
 *
 * L2 of the authors' code acts on what is scored (`l2: { weight: 1e-5, on: 'final' }`), that of MixGCF on the tables.
 *
 * @throws HnlmError `OPTION`
 * @example
 * ```ts
 * const backbone = ngcf({ dim: 64, layers: 3 });
 * ```
 */
export function ngcf({
  layers = 3,
  form = 'mixgcf',
  messageDropout = form === 'official' ? 0.1 : 0,
  ...tableOptions
}: NgcfOptions = {}): Backbone {
  const { dim = 64, initialiser = xavierInitialiser() } = tableOptions;
  if (!(Number.isInteger(layers) && layers >= 1 && messageDropout >= 0 && messageDropout < 1)) {
    throw new HnlmError(
      `NGCF of ${layers} layers with a message dropout of ${messageDropout} is not defined`,
      {
        code: 'OPTION',
        hint: 'Set layers to a whole number from 1 on, and messageDropout to at least 0 and below 1.',
      },
    );
  }
  const official = form === 'official';
  return {
    name: 'NGCF',
    dimensions: dim * (layers + 1),
    plan: `NGCF with ${layers} layers of width ${dim} beside the tables, ${official ? 'the graph with self-loops and two activations a layer' : 'the symmetric graph and one activation a layer'}, message dropout ${messageDropout}`,
    prepare(preparation) {
      const { parameters: ofTables, tables } = embeddingTables(preparation, { dim, initialiser });
      const parameters = { ...ofTables, ...layerParameters(preparation, layers, dim) };
      const matrix = adjacencyMatrix(preparation.data.interactions, official ? 'self-loops' : 'symmetric');
      const encode = (pass?: TrainingPass): Encoding =>
        encodingOfParts(
          tables,
          parts({ tables, parameters, matrix, layers, official, messageDropout, pass }),
        );
      return { parameters, encode, dispose: matrix.dispose };
    },
  };
}

/** Weights and biases of each layer: of the message S W1 + b1, the sum, and of (E ∘ S) W2 + b2, the product. */
function layerParameters({ random }: BackbonePreparation, layers: number, dim: number): Parameters {
  const made: Record<string, tf.Variable> = {};
  const variable = (values: Float32Array, rows: number) =>
    tf.tidy(() => tf.variable(tf.tensor2d(values, [rows, dim])));
  for (let layer = 1; layer <= layers; layer++) {
    for (const message of ['sum', 'product']) {
      // A matrix of one row a column, and the bias as a matrix of one row.
      const shape = { users: dim, items: 1, dimensions: dim };
      const values = xavierInitialiser()(shape, random.split(message, layer));
      made[`${message}Weights${layer}`] = variable(values.users, dim);
      made[`${message}Bias${layer}`] = variable(values.items, 1);
    }
  }
  return made;
}

interface Layers {
  readonly tables: Embeddings;
  readonly parameters: Parameters;
  readonly matrix: SparseMatrix;
  readonly layers: number;
  readonly official: boolean;
  readonly messageDropout: number;
  readonly pass: TrainingPass | undefined;
}

/** What lies side by side in an embedding, each `[users + items, dim]`. */
function parts({
  tables,
  parameters,
  matrix,
  layers,
  official,
  messageDropout,
  pass,
}: Layers): tf.Tensor2D[] {
  let current = tf.concat([tables.users, tables.items]);
  const list = [current];
  for (let layer = 1; layer <= layers; layer++) {
    const affine = (x: tf.Tensor2D, message: 'sum' | 'product') =>
      x
        .matMul<tf.Tensor2D>(parameters[`${message}Weights${layer}`])
        .add(parameters[`${message}Bias${layer}`]);
    const side = sparseMatMul(matrix, current);
    const sum = affine(side, 'sum');
    const product = affine(current.mul(side), 'product');
    current = (
      official ? leakyRelu(sum).add(leakyRelu(product)) : leakyRelu(sum.add(product))
    ) as tf.Tensor2D;
    if (pass && messageDropout > 0) {
      current = dropout(current, messageDropout, pass.random.split('message dropout', layer));
    }
    list.push(unitRows(current));
  }
  return list;
}

/** tfjs has no gradient for its own. */
const leakyRelu = (x: tf.Tensor): tf.Tensor => x.mul(slope).add(x.relu().mul(1 - slope));

/** Shows parts of all nodes, users first, as embeddings: one beside the other, or by hop below each other. */
function encodingOfParts(tables: Embeddings, list: readonly tf.Tensor2D[]): Encoding {
  const [users, items] = [tables.users.shape[0], tables.items.shape[0]];
  const range = (from: number, height: number, axis: 0 | 1) =>
    tf.concat(
      list.map((part) => part.slice([from, 0], [height, -1])),
      axis,
    );
  const picked = (nodes: Int32Array, axis: 0 | 1) =>
    tf.concat(
      list.map((part) => gatherRows(part, nodes)),
      axis,
    );
  const some = (userRows: Int32Array, itemRows: Int32Array, axis: 0 | 1) => ({
    users: picked(userRows, axis),
    items: picked(
      itemRows.map((item) => users + item),
      axis,
    ),
    egoUsers: gatherRows(tables.users, userRows),
    egoItems: gatherRows(tables.items, itemRows),
  });
  let known: Embeddings | undefined;
  return {
    all() {
      known ??= { users: range(0, users, 1), items: range(users, items, 1) };
      return known;
    },
    forUsers: (list) => ({ users: picked(list, 1), items: range(users, items, 1) }),
    rows: (userRows, itemRows) => some(userRows, itemRows, 1),
    hops: {
      count: list.length,
      pooling: 'concat',
      forUsers: (list) => ({ users: picked(list, 0), items: range(users, items, 0) }),
      rows: (userRows, itemRows) => some(userRows, itemRows, 0),
    },
  };
}

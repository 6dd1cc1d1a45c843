import { dns, encodingOf, type NegativeSampler, samplingContext, uniform } from '@hnlm/cf-models';
import { createRandom, type Dataset } from '@hnlm/core';
import { rankUsers } from '@hnlm/eval';
import {
  adam,
  type BipartiteGraph,
  gatherRows,
  infoNce,
  pairDots,
  propagate,
  propagation,
} from '@hnlm/tfjs-backend';
import * as tf from '@tensorflow/tfjs';

/** One operation, at the size of a training step. */
export interface Case {
  readonly name: string;
  run(): unknown;
  /** Bytes that it reads and writes, each look-up of a row counted. */
  readonly bytes: number;
  /** Different bytes among them: what has to fit a cache for it to be fast. */
  readonly footprint: number;
  /** Multiplications and additions. */
  readonly flops: number;
  /** Negatives that it draws. */
  readonly samples?: number;
}

const batch = 2048;
const layers = 3;
const rankedUsers = 1024;

/** Makes the cases for embeddings of width `d`; they run inside a tidy. */
export function casesOf({ train, test }: Dataset, graph: BipartiteGraph, d: number): Case[] {
  const random = createRandom(1).split('kernels');
  const table = (rows: number) => tf.randomUniform([rows, d], -0.1, 0.1, 'float32', 1) as tf.Tensor2D;
  const tables = { users: tf.variable(table(graph.users)), items: tf.variable(table(graph.items)) };
  const gradients = { users: table(graph.users), items: table(graph.items) };

  const order = random.shuffle(Int32Array.from({ length: graph.edges }, (_, n) => n)).subarray(0, batch);
  const owners = graph.userSide.owners.dataSync() as Int32Array;
  const users = order.map((edge) => owners[edge]);
  const positives = order.map((edge) => train.interactions.indices[edge]);
  const negatives = positives.map(() => random.integer(graph.items));
  const distinct = (...lists: Int32Array[]) => Int32Array.from(new Set(lists.flatMap((list) => [...list])));
  const [userRows, itemRows] = [distinct(users), distinct(positives, negatives)];
  const rowGradients = {
    users: table(userRows.length),
    items: table(itemRows.length),
    egoUsers: table(userRows.length),
    egoItems: table(itemRows.length),
    userRows: tf.tensor1d(userRows, 'int32'),
    itemRows: tf.tensor1d(itemRows, 'int32'),
  };
  const optimiser = adam({ learningRate: 1e-3 });
  const [left, right] = [table(batch), tf.randomUniform([d, batch]) as tf.Tensor2D];
  const model = {
    users: train.users,
    items: train.items,
    dimensions: d,
    userEmbeddings: tables.users.dataSync() as Float32Array,
    itemEmbeddings: tables.items.dataSync() as Float32Array,
  };
  const ranked = Int32Array.from({ length: rankedUsers }, (_, n) => n);
  const drawing = (negative: NegativeSampler) => {
    const sampler = negative.prepare({ data: train, dimensions: d, random });
    return () =>
      sampler.sample({ users, items: positives }, samplingContext(encodingOf(tables as never), random, 1));
  };

  const own = Int32Array.from(userRows.keys());
  const contrasting = tf.grads(
    (...[anchors, others]: tf.Tensor[]) =>
      infoNce(anchors as tf.Tensor2D, others as tf.Tensor2D, own, 0.2).mean() as tf.Scalar,
  );

  const row = 4 * d;
  const nodes = graph.users + graph.items;
  const rows = userRows.length + itemRows.length;
  // The last layer is looked up for the rows of the batch alone.
  const share =
    (degreesOf(graph.userSide, userRows) + degreesOf(graph.itemSide, itemRows)) / (2 * graph.edges);
  const passes = layers - 1 + share;
  // Hops: of the users of the batch, and of all items.
  const passesForUsers = layers - 1 + (degreesOf(graph.userSide, userRows) + graph.edges) / (2 * graph.edges);
  const written = (1 + layers) * (userRows.length + graph.items) * row;
  const onePass = { bytes: (2 * graph.edges + 2 * nodes) * row, flops: (2 * graph.edges + nodes) * d };
  const propagating = (factor: number) => ({
    footprint: 2 * nodes * row,
    bytes: factor * onePass.bytes,
    flops: factor * onePass.flops,
  });

  // The first gradient makes its kernel known.
  tf.variableGrads(() => {
    const found = propagation(tables as never, graph, { layers }).rows(userRows, itemRows);
    return tf.addN([found.users.sum(), found.items.sum(), found.egoUsers.sum(), found.egoItems.sum()]);
  });
  return [
    { name: 'propagate', run: () => propagate(tables as never, graph, { layers }), ...propagating(layers) },
    {
      name: 'propagate, rows of a batch',
      run: () => propagation(tables as never, graph, { layers }).rows(userRows, itemRows),
      ...propagating(passes),
    },
    {
      name: 'propagate, gradient of rows',
      run: () => tf.engine().runKernel('HnlmPropagateRowsGradient', rowGradients, { graph, layers } as never),
      ...propagating(passes),
    },
    {
      name: 'propagate, hops for users',
      run: () => propagation(tables as never, graph, { layers }).hops.forUsers(userRows),
      footprint: 2 * nodes * row + written,
      bytes: passesForUsers * onePass.bytes + written,
      flops: passesForUsers * onePass.flops,
    },
    {
      name: 'propagate, rows and two views with noise',
      run: () =>
        propagation(tables as never, graph, { layers }).rowsAndViews(userRows, itemRows, [
          { epsilon: 0.1, random },
          { epsilon: 0.1, random },
        ]),
      ...propagating(1 + 3 * (passes - 1)),
    },
    {
      name: `infoNce and its gradient, ${userRows.length} users`,
      run: () => contrasting([rowGradients.users, rowGradients.egoUsers]),
      bytes: 8 * userRows.length * row + 16 * userRows.length ** 2,
      footprint: 4 * userRows.length * row + 4 * userRows.length ** 2,
      flops: 6 * userRows.length ** 2 * d,
    },
    {
      name: 'gatherRows',
      run: () => gatherRows(tables.items as never, negatives),
      bytes: 2 * batch * row,
      footprint: (batch + itemRows.length) * row,
      flops: 0,
    },
    {
      name: 'pairDots',
      run: () => pairDots(tables.users as never, tables.items as never, users, [positives, negatives]),
      bytes: 3 * batch * row,
      footprint: rows * row,
      flops: 4 * batch * d,
    },
    {
      name: 'adam',
      run: () => optimiser.apply(tables as never, gradients),
      bytes: 7 * nodes * row,
      footprint: 4 * nodes * row,
      flops: 13 * nodes * d,
    },
    {
      name: `matMul, ${batch} x ${d} x ${batch}`,
      run: () => tf.matMul(left, right),
      bytes: 2 * batch * row + 4 * batch * batch,
      footprint: 2 * batch * row + 4 * batch * batch,
      flops: 2 * batch * batch * d,
    },
    {
      name: `rankUsers, ${rankedUsers} users, top 20`,
      run: () => rankUsers({ model, on: test, k: 20, users: ranked }),
      bytes: (rankedUsers + graph.items) * row,
      footprint: (rankedUsers + graph.items) * row,
      flops: 2 * rankedUsers * graph.items * d,
    },
    {
      name: 'uniform',
      run: drawing(uniform()),
      samples: batch,
      // An index read and one written.
      bytes: 8 * batch,
      footprint: 8 * batch,
      flops: 0,
    },
    {
      name: 'dns, 16 candidates',
      run: drawing(dns({ candidates: 16 })),
      samples: batch,
      bytes: 17 * batch * row,
      footprint: graph.items * row,
      flops: 2 * 16 * batch * d,
    },
  ];
}

function degreesOf({ indptr }: BipartiteGraph['userSide'], rows: Int32Array): number {
  const starts = indptr.dataSync() as Int32Array;
  return rows.reduce((sum, row) => sum + starts[row + 1] - starts[row], 0);
}

import {
  bpr,
  encodingOf,
  lightGCN,
  type SamplingContext,
  samplingContext,
  stepLoss,
  train,
  uniform,
} from '@hnlm/cf-models';
import { createRandom, csrFromPairs, expandRows, idMap, type TrainView } from '@hnlm/core';
import { type Embeddings, useBackend } from '@hnlm/tfjs-backend';
import * as tf from '@tensorflow/tfjs';
import fc from 'fast-check';
import { beforeAll, describe, expect, test } from 'vitest';
import { adaptedTexts } from './adapted-texts.ts';
import { minedVectors } from './mined-vectors.ts';
import { mixNegatives } from './mix-negatives.ts';
import { randomVectors } from './random-vectors.ts';
import { semanticMix } from './semantic-mix.ts';
import type { VectorSource } from './vector-source.ts';

beforeAll(() => useBackend('hnlm'));

const users = 20;
const items = 15;
const width = 6;
const texts = 25;

/** A train view whose dense indices are a permutation of the ids' own numbers. */
function view(permutationSeed?: number): TrainView {
  const random = createRandom(3);
  const pairs = Array.from({ length: 90 }, () => [random.integer(users), random.integer(items)]);
  const orderOf = (size: number, label: string) => {
    const order = Int32Array.from({ length: size }, (_, n) => n);
    return permutationSeed === undefined ? order : createRandom(permutationSeed).split(label).shuffle(order);
  };
  const [userOrder, itemOrder] = [orderOf(users, 'users'), orderOf(items, 'items')];
  const ids = (prefix: string, order: Int32Array) => {
    const names: string[] = [];
    for (const [n, place] of order.entries()) names[place] = `${prefix}${n}`;
    return idMap(names);
  };
  return {
    part: 'train',
    users: ids('u', userOrder),
    items: ids('i', itemOrder),
    interactions: csrFromPairs(
      users,
      items,
      pairs.map(([user]) => userOrder[user]),
      pairs.map(([, item]) => itemOrder[item]),
    ),
    texts: Array.from({ length: items }, () => ({})),
    review: () => undefined,
    fingerprint: 'test',
  };
}

const floats = (length: number, label: string) => {
  const random = createRandom(11).split(label);
  return Float32Array.from({ length }, () => random.normal());
};

/** Every third pair has no text. */
const textOf = (user: string, item: string) => {
  const code = Number(user.slice(1)) * items + Number(item.slice(1));
  return code % 3 === 0 ? -1 : code % texts;
};

/** What a source sees of a model with these embeddings. */
function contextOf(embeddings: Embeddings, seed: number): SamplingContext {
  return samplingContext(encodingOf(embeddings), createRandom(seed), 1);
}

const negativeTexts = { values: floats(texts * width, 'negatives'), dimensions: width };
const itemTexts = { values: floats(items * width, 'items'), dimensions: width };
const generated = adaptedTexts({ negativeTexts, textOf, itemTexts, hidden: 8 });

function trainWith(negatives: ReturnType<typeof semanticMix>, data = view()) {
  return train({
    data,
    validation: { ...data, part: 'validation', masked: data.interactions },
    metric: () => 0,
    backbone: lightGCN({ dim: 8, layers: 2 }),
    negatives,
    seed: 5,
    epochs: 3,
    patience: 9,
    batch: 32,
    learningRate: 0.01,
  });
}

test('the derivative of the ranking loss at the mixing node is the one derived by hand', () => {
  const d = 7;
  const batch = { users: Int32Array.of(0, 1, 2, 2), items: Int32Array.of(3, 1, 0, 4) };
  const drawn = Int32Array.of(5, 2, 5, 1);
  const alpha = Float32Array.of(0.1, 0.3, 0, 1);
  const tables = {
    users: tf.tensor2d(floats(3 * d, 'u'), [3, d]),
    items: tf.tensor2d(floats(6 * d, 'i'), [6, d]),
  };
  const h = tf.tensor2d(floats(4 * d, 'h'), [4, d]);
  const lossOf = (vectors: tf.Tensor2D, shift: tf.Tensor2D) =>
    stepLoss({
      data: view(),
      batch,
      negatives: {
        items: drawn,
        synthesise: ({ negatives }) => ({
          vectors: mixNegatives(negatives, vectors, alpha).add(shift) as tf.Tensor2D,
        }),
      },
      encoding: encodingOf(tables),
      loss: bpr(),
      l2: { weight: 0 },
      parameters: {},
    });
  const [byVector, byNode] = tf.grads((vectors, shift) =>
    lossOf(vectors as tf.Tensor2D, shift as tf.Tensor2D),
  )([h, tf.zeros([4, d])]);

  const [u, i, generatedRows] = [tables.users, tables.items, h].map((tensor) => tensor.arraySync());
  const dot = (a: number[], b: number[]) => a.reduce((sum, value, c) => sum + value * b[c], 0);
  for (let row = 0; row < 4; row++) {
    const user = u[batch.users[row]];
    const mixed = generatedRows[row].map(
      (value, c) => alpha[row] * value + (1 - alpha[row]) * i[drawn[row]][c],
    );
    // L = mean softplus(u·ẽ - u·i), so dL/dẽ = σ(u·ẽ - u·i) u / B and dL/dh = α dL/dẽ.
    const slope = 1 / (1 + Math.exp(dot(user, i[batch.items[row]]) - dot(user, mixed))) / 4;
    for (let c = 0; c < d; c++) {
      expect(Math.abs((byNode.arraySync() as number[][])[row][c] - slope * user[c])).toBeLessThan(1e-5);
      expect(
        Math.abs((byVector.arraySync() as number[][])[row][c] - alpha[row] * slope * user[c]),
      ).toBeLessThan(1e-5);
    }
  }
  expect(Math.max(...byVector.abs().dataSync())).toBeGreaterThan(0.01);
});

test('alpha 0 is uniform sampling, to the bit', async () => {
  const [plain, off] = [
    await trainWith(uniform()),
    await trainWith(semanticMix({ source: generated, alpha: 0 })),
  ];
  expect(off.userEmbeddings).toEqual(plain.userEmbeddings);
  expect(off.itemEmbeddings).toEqual(plain.itemEmbeddings);
});

test('the contents of the generated texts change what is learnt', async () => {
  const other = { values: negativeTexts.values.map((value) => -value), dimensions: width };
  const flipped = adaptedTexts({ negativeTexts: other, textOf, itemTexts, hidden: 8 });
  const [one, two] = [generated, flipped].map((source) => trainWith(semanticMix({ source, alpha: 0.3 })));
  expect((await one).itemEmbeddings).not.toEqual((await two).itemEmbeddings);
});

describe('vectors follow their pair', () => {
  const sources: [string, VectorSource][] = [
    ['adapted texts', generated],
    ['random vectors', randomVectors({ textOf, texts })],
  ];
  test.each(sources)('%s: by original ids, whatever the dense indices are', (_name, source) => {
    /** Vectors by original pair, in a view with the given permutation. */
    const vectorsByPair = (data: TrainView) => {
      const owners = expandRows(data.interactions);
      const batch = { users: owners, items: data.interactions.indices };
      const embeddings = { users: tf.zeros([users, 4]), items: tf.zeros([items, 4]) } as never;
      const prepared = source.prepare({ data, dimensions: 4, random: createRandom(8) });
      const { values, present } = prepared.vectorsFor(batch, contextOf(embeddings, 9));
      return new Map(
        Array.from(owners, (user, n) => [
          `${data.users.ids[user]} ${data.items.ids[batch.items[n]]}`,
          present[n]
            ? [...values.subarray(n * 4, (n + 1) * 4)].map((value) => value.toFixed(4)).join()
            : 'none',
        ]),
      );
    };
    const plain = vectorsByPair(view());
    expect(new Set(plain.values()).size).toBeGreaterThan(10);
    fc.assert(
      fc.property(fc.nat(1000), (seed) => {
        const permuted = vectorsByPair(view(seed));
        expect([...permuted].sort()).toEqual([...plain].sort());
      }),
      { numRuns: 10 },
    );
  });

  test('a pair without a text keeps the plain negative', () => {
    const data = view();
    const batch = { users: expandRows(data.interactions), items: data.interactions.indices };
    const embeddings = {
      users: tf.tensor2d(floats(users * 4, 'u4'), [users, 4]),
      items: tf.tensor2d(floats(items * 4, 'i4'), [items, 4]),
    };
    const prepared = semanticMix({ source: generated, alpha: 0.5 }).prepare({
      data,
      dimensions: 4,
      random: createRandom(1),
    });
    const drawn = prepared.sample(batch, contextOf(embeddings, 2));
    const rows = tf.gather(embeddings.items, tf.tensor1d(drawn.items, 'int32')) as tf.Tensor2D;
    const mixed =
      drawn.synthesise?.({ users: rows, positives: rows, negatives: rows }).vectors.arraySync() ?? [];
    const length = (row: number[]) => Math.hypot(...row);
    let missing = 0;
    for (const [n, plain] of rows.arraySync().entries()) {
      const none = textOf(data.users.ids[batch.users[n]], data.items.ids[batch.items[n]]) < 0;
      if (none) expect(mixed[n]).toEqual(plain);
      else {
        expect(mixed[n]).not.toEqual(plain);
        // α h + (1 - α) e_j with |h| = |e_j| cannot be longer than e_j.
        expect(length(mixed[n])).toBeLessThanOrEqual(length(plain) * 1.0001);
      }
      missing += none ? 1 : 0;
    }
    expect(missing).toBeGreaterThan(5);
  });
});

test('the adapter learns to place item texts at their items', async () => {
  const d = 4;
  const data = view();
  // Item embeddings that are a linear image of the texts: an adapter can find them.
  const map = floats(width * d, 'map');
  const target = tf.tidy(() =>
    tf.matMul(tf.tensor2d(itemTexts.values, [items, width]), tf.tensor2d(map, [width, d])),
  ) as tf.Tensor2D;
  const embeddings = { users: tf.zeros([users, d]) as tf.Tensor2D, items: target };
  const prepared = adaptedTexts({
    negativeTexts: itemTexts,
    textOf: (_u, item) => Number(item.slice(1)),
    itemTexts,
  }).prepare({ data, dimensions: d, random: createRandom(4) });
  const batch = { users: expandRows(data.interactions), items: data.interactions.indices };
  const context = contextOf(embeddings, 1);
  const rows = tf.gather(target, tf.tensor1d(batch.items, 'int32')) as tf.Tensor2D;
  const ofBatch = { users: rows, positives: rows, negatives: rows };
  const optimiser = tf.train.adam(0.02);
  const first = prepared.loss?.(batch, ofBatch).dataSync()[0] ?? 0;
  for (let step = 0; step < 150; step++) {
    optimiser.minimize(
      () => prepared.loss?.(batch, ofBatch) as tf.Scalar,
      false,
      Object.values(prepared.parameters ?? {}),
    );
  }
  expect(prepared.loss?.(batch, ofBatch).dataSync()[0]).toBeLessThan(first / 3);
  const { values } = prepared.vectorsFor(batch, context);
  const positions = target.arraySync();
  for (const [n, item] of batch.items.entries()) {
    const vector = [...values.subarray(n * d, (n + 1) * d)];
    const dot = vector.reduce((sum, value, c) => sum + value * positions[item][c], 0);
    expect(dot / (Math.hypot(...vector) * Math.hypot(...positions[item]))).toBeGreaterThan(0.7);
  }
});

test('mined vectors are embeddings of unseen items, and train without leaving tensors', async () => {
  const before = tf.memory().numTensors;
  await trainWith(semanticMix({ source: minedVectors(), alpha: 0.2 }));
  await trainWith(semanticMix({ source: generated, alpha: 0.2 }));
  expect(tf.memory().numTensors).toBe(before);
});

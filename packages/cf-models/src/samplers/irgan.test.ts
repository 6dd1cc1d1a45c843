import { createRandom, csrFromPairs } from '@hnlm/core';
import { useBackend } from '@hnlm/tfjs-backend';
import * as tf from '@tensorflow/tfjs';
import { beforeAll, describe, expect, test } from 'vitest';
import { contextOf } from '../__fixtures__/context-of.ts';
import { smallWorld } from '../__fixtures__/small-world.ts';
import { testSampler } from '../testing/index.ts';
import { irgan } from './irgan.ts';

beforeAll(() => useBackend('hnlm'));

const size = 20_000;
/** Two users and six items; item 2 is the positive. */
const data = {
  ...smallWorld({ users: 2, items: 6, groups: 2 }).train,
  interactions: csrFromPairs(2, 6, [0, 1], [2, 2]),
};
const batch = { users: new Int32Array(size), items: new Int32Array(size).fill(2) };
const itemScores = [0.5, -1, 0.2, 2, 0, -0.4];

/** A generator with known logits, the model with known scores, and what they should give. */
function setting(reward: 'loss' | 'score') {
  const prepared = irgan({ dim: 1, draws: 3, negatives: 2, reward }).prepare({
    ...{ data, dimensions: 1 },
    random: createRandom(1),
  });
  const { generatorUsers, generatorItems, generatorBias } = prepared.parameters as Readonly<
    Record<string, tf.Variable>
  >;
  const [tables, bias] = [
    [1, 0, -1, 0.5, 2, -0.5],
    [0.3, 1, 5, 0, -1, 0],
  ];
  generatorUsers.assign(tf.tensor2d([[1], [0]]));
  generatorItems.assign(tf.tensor2d(tables, [6, 1]));
  generatorBias.assign(tf.tensor2d(bias, [6, 1]));
  const weights = tables.map((value, item) => (item === 2 ? 0 : Math.exp(value + bias[item])));
  const total = weights.reduce((sum, one) => sum + one, 0);
  const chances = weights.map((one) => one / total);
  const embeddings = { users: tf.tensor2d([[1], [1]]), items: tf.tensor2d(itemScores, [6, 1]) };
  const rewards = itemScores.map((score) =>
    reward === 'loss' ? Math.log1p(Math.exp(score - itemScores[2])) : 2 / (1 + Math.exp(-score)) - 1,
  );
  const expected = chances.reduce((sum, chance, item) => sum + chance * rewards[item], 0);
  const sample = (seed = 1) => prepared.sample(batch, contextOf(embeddings, createRandom(seed)));
  return { prepared, chances, rewards, expected, sample };
}

test('draws from the softmax over unseen items', () => {
  const { chances, sample } = setting('loss');
  const { items } = sample();
  expect(items).toHaveLength(2 * size);
  const counts = new Array(6).fill(0);
  for (const item of items) counts[item]++;
  for (const [item, chance] of chances.entries()) {
    const allowed = 5 * Math.sqrt(2 * size * chance * (1 - chance));
    expect(Math.abs(counts[item] - 2 * size * chance)).toBeLessThanOrEqual(allowed);
  }
});

describe.each(['loss', 'score'] as const)('paid by %s', (reward) => {
  test('the gradient is on average that of the expected reward', () => {
    const { prepared, chances, rewards, expected, sample } = setting(reward);
    const { generatorBias } = prepared.parameters as Readonly<Record<string, tf.Variable>>;
    const { auxiliaryLoss } = sample();
    const { grads } = tf.variableGrads(() => auxiliaryLoss?.({} as never) as tf.Scalar, [generatorBias]);
    const gradient = grads[generatorBias.name].dataSync();
    // d E[R] / d logit_j = p_j (R_j - E[R]); a standard error is about 1 / sqrt(size).
    for (const [item, chance] of chances.entries())
      expect(Math.abs(-gradient[item] - chance * (rewards[item] - expected))).toBeLessThan(0.01);
    expect(Math.max(...gradient.map(Math.abs))).toBeGreaterThan(0.05);
  });

  test('learns to draw what pays', () => {
    const { prepared, rewards, expected, sample } = setting(reward);
    const variables = Object.values(prepared.parameters ?? {});
    const optimiser = tf.train.adam(0.1);
    for (let step = 0; step < 25; step++)
      optimiser.minimize(() => sample(step).auxiliaryLoss?.({} as never) as tf.Scalar, false, variables);
    const { items } = sample(99);
    const mean = items.reduce((sum, item) => sum + rewards[item], 0) / items.length;
    expect(mean).toBeGreaterThan(expected + 0.3);
  });
});

test('keeps the contract', () => testSampler(() => irgan({ dim: 3, negatives: 2 })), 30_000);

test('a single draw, which has no baseline, is one clear error', () => {
  expect(() => irgan({ draws: 1 })).toThrow(expect.objectContaining({ code: 'OPTION' }));
});

import { contains, type Model, rowOf, type SelectionSet } from '@hnlm/core';
import { useBackend } from '@hnlm/tfjs-backend';
import * as tf from '@tensorflow/tfjs';
import { beforeAll, expect, test } from 'vitest';
import { smallWorld } from './__fixtures__/small-world.ts';
import { lightGCN } from './backbones/light-gcn.ts';
import { mf } from './backbones/mf.ts';
import { ngcf } from './backbones/ngcf.ts';
import { popularity } from './popularity.ts';
import { custom } from './samplers/custom.ts';
import { dns } from './samplers/dns.ts';
import { mixGCF } from './samplers/mix-gcf.ts';
import { precomputed } from './samplers/precomputed.ts';
import { uniform } from './samplers/uniform.ts';
import { train } from './train.ts';
import type { TrainOptions } from './train-options.ts';

beforeAll(() => useBackend('hnlm'));

/** The share of users' held-out items among their five best. */
function recallAt5(model: Model, on: SelectionSet): number {
  const { dimensions: d } = model;
  let sum = 0;
  let users = 0;
  for (let user = 0; user < model.users.size; user++) {
    const relevant = rowOf(on.interactions, user);
    if (relevant.length === 0) continue;
    const scored = Array.from({ length: model.items.size }, (_, item) => {
      let score = 0;
      for (let c = 0; c < d; c++)
        score += model.userEmbeddings[user * d + c] * model.itemEmbeddings[item * d + c];
      return { item, score };
    }).filter(({ item }) => !contains(on.masked, user, item));
    scored.sort((a, b) => b.score - a.score);
    sum += scored.slice(0, 5).filter(({ item }) => relevant.includes(item)).length / relevant.length;
    users++;
  }
  return sum / users;
}

const world = smallWorld();
const base = {
  data: world.train,
  validation: world.validation,
  metric: recallAt5,
  seed: 7,
  epochs: 30,
  batch: 64,
  learningRate: 0.02,
};

test.each([
  ['LightGCN, uniform', lightGCN({ dim: 16, layers: 2 }), uniform()],
  ['LightGCN, DNS', lightGCN({ dim: 16, layers: 2 }), dns({ candidates: 4 })],
  ['MF, two negatives', mf({ dim: 16 }), uniform({ negatives: 2 })],
])('%s finds the groups, far above popularity', async (_name, backbone, negatives) => {
  const model = await train({ ...base, backbone, negatives });
  const reached = recallAt5(model, world.validation);
  expect(reached).toBeGreaterThan(0.75);
  expect(reached).toBeGreaterThan(recallAt5(popularity(world.train), world.validation) + 0.3);
});

test('the same seed gives the same bits, another seed others', async () => {
  const run = (seed: number) =>
    train({
      ...base,
      seed,
      epochs: 3,
      backbone: lightGCN({ dim: 8 }),
      negatives: dns({ candidates: 4, top: 2 }),
    });
  const [first, again, other] = [await run(1), await run(1), await run(2)];
  expect(again.itemEmbeddings).toEqual(first.itemEmbeddings);
  expect(again.userEmbeddings).toEqual(first.userEmbeddings);
  expect(other.itemEmbeddings).not.toEqual(first.itemEmbeddings);
});

test('returns the best epoch of the curve and stops after `patience` validations without gain', async () => {
  const values = [0.1, 0.3, 0.2, 0.3, 0.25, 0.9];
  const seen: Float32Array[] = [];
  const model = await train({
    ...base,
    backbone: mf({ dim: 4 }),
    negatives: uniform(),
    patience: 3,
    metric: (current) => {
      seen.push(current.itemEmbeddings);
      return values[seen.length - 1];
    },
  });
  expect(model.training.curve.map(({ value }) => value)).toEqual([0.1, 0.3, 0.2, 0.3, 0.25]);
  expect(model.training.bestEpoch).toBe(2);
  expect(model.itemEmbeddings).toEqual(seen[1]);
});

test.each<[string, Partial<TrainOptions>]>([
  [
    'a sampler that refuses the data',
    { negatives: precomputed({ negatives: [{ user: '', item: '', negative: '' }] }) },
  ],
  [
    'a loss that throws, beside mixed negatives',
    { negatives: mixGCF({ candidates: 4 }), loss: { name: 'broken', usesNegatives: true, compute: fail } },
  ],
  [
    'a function that throws, beside layers with weights',
    { backbone: ngcf({ dim: 4 }), negatives: custom(fail) },
  ],
])('leaves no tensor behind after %s', async (_name, options) => {
  const before = tf.memory().numTensors;
  await expect(train({ ...base, backbone: lightGCN({ dim: 8 }), ...options })).rejects.toThrow();
  expect(tf.memory().numTensors).toBe(before);
});

function fail(): never {
  throw new Error('broken');
}

test.each<[string, () => number, string]>([
  ['NaN', () => Number.NaN, 'gave NaN in epoch 1'],
  ['a Promise', (async () => 0.5) as never, 'gave [object Promise] in epoch 1'],
  ['nothing', (() => undefined) as never, 'gave undefined in epoch 1'],
])('a metric that gives %s is one clear error', async (_name, metric, message) => {
  const training = train({ ...base, metric, backbone: mf({ dim: 4 }), negatives: uniform() });
  await expect(training).rejects.toMatchObject({ code: 'METRIC', message: expect.stringContaining(message) });
});

test('leaves no tensor behind, also when it fails or is aborted', async () => {
  const before = tf.memory().numTensors;
  const options = { ...base, epochs: 2, backbone: lightGCN({ dim: 8 }), negatives: uniform() };
  await train(options);
  await expect(train({ ...options, signal: AbortSignal.abort(new Error('stopped')) })).rejects.toThrow(
    'stopped',
  );
  const diverging = train({ ...options, learningRate: 1e30, epochs: 20 });
  await expect(diverging).rejects.toMatchObject({ code: 'TRAINING_DIVERGED' });
  expect(tf.memory().numTensors).toBe(before);
});

test('an order of positives that is not known is refused', async () => {
  const training = train({
    ...base,
    backbone: mf({ dim: 4 }),
    negatives: uniform(),
    positives: 'each' as never,
  });
  await expect(training).rejects.toMatchObject({ code: 'OPTION', message: 'positives cannot be each' });
});

test('the result tells on what its epoch was chosen', async () => {
  const options = { ...base, epochs: 1, backbone: mf({ dim: 4 }), negatives: uniform() };
  expect((await train(options)).training.selectedOn).toBe('validation');
  const asPublished = { ...world.validation, part: 'test-as-published' } as const;
  const model = await train({ ...options, validation: asPublished });
  expect(model.training.selectedOn).toBe('test-as-published');
});

test('k negatives make the step k columns wide', async () => {
  const widths: number[] = [];
  const loss = {
    name: 'recording',
    usesNegatives: true,
    compute: ({ positives, negatives }: { positives: tf.Tensor2D; negatives: tf.Tensor2D }) => {
      widths.push(negatives.shape[1]);
      return tf.softplus(negatives.sub(positives)).mean() as tf.Scalar;
    },
  };
  await train({ ...base, epochs: 1, backbone: mf({ dim: 4 }), negatives: uniform({ negatives: 5 }), loss });
  expect(new Set(widths)).toEqual(new Set([5]));
});

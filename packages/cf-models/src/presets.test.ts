import { createRandom } from '@hnlm/core';
import { useBackend } from '@hnlm/tfjs-backend';
import * as tf from '@tensorflow/tfjs';
import { beforeAll, expect, test } from 'vitest';
import { mf } from './backbones/mf.ts';
import { type PresetName, preset } from './presets.ts';
import { uniform } from './samplers/uniform.ts';
import { stepLoss } from './step.ts';
import { recallAt } from './testing/recall-at.ts';
import { smallWorld } from './testing/small-world.ts';
import { tinyBatch as batch, tiny as data } from './testing/tiny-batch.ts';
import { train } from './train.ts';

beforeAll(() => useBackend('hnlm'));

const size = batch.users.length;
/** Two negatives of each positive. */
const negatives = Int32Array.from({ length: 2 * size }, (_, n) => (5 * n + 1) % 6);

/** What the official formulas are made of: differences s(u, j) - s(u, i) of each positive, and squares. */
interface Parts {
  readonly differences: readonly (readonly number[])[];
  /** Of the rows of users, positives and negatives. */
  readonly groups: readonly number[];
  /** Of all parameters. */
  readonly all: number;
}

const sum = (values: readonly number[]) => values.reduce((total, value) => total + value, 0);
const softplus = (x: number) => Math.log1p(Math.exp(x));

/** Losses as the official codes compute them; where these know one negative alone, the mean or sum is over pairs. */
const formulas: Record<PresetName, (parts: Parts) => number> = {
  'lightgcn-official': ({ differences, groups }) =>
    sum(differences.flat().map(softplus)) / (2 * size) + (1e-4 * 0.5 * sum(groups)) / size,
  selfrec: ({ differences, groups }) =>
    sum(differences.flat().map((x) => -Math.log(10e-6 + 1 / (1 + Math.exp(x))))) / (2 * size) +
    (1e-4 * sum(groups.map((group) => Math.sqrt(group) / size))) / size,
  mixgcf: ({ differences, groups }) =>
    sum(differences.map((row) => Math.log(1 + sum(row.map(Math.exp))))) / size +
    (1e-4 * sum(groups)) / 2 / size,
  'sgl-official': ({ differences, groups }) =>
    sum(differences.flat().map(softplus)) + 1e-4 * 0.5 * sum(groups),
  rlmrec: ({ differences, all }) => sum(differences.flat().map(softplus)) / (2 * size) + 1e-6 * all,
};
const names = Object.keys(formulas) as PresetName[];

test.each(names)('%s: loss and L2 are those of the official code', (name) => {
  const { settings } = preset(name);
  // Rows of length 20, so that L2 shows.
  const initialiser = () => {
    const random = createRandom(6).split('values');
    const values = (rows: number) => Float32Array.from({ length: rows * 3 }, () => 12 * random.normal());
    return { users: values(data.users.size), items: values(data.items.size) };
  };
  const { parameters, encode } = mf({ dim: 3, initialiser }).prepare({
    data,
    random: createRandom(1).split('values'),
  });
  const [users, items] = [parameters.users, parameters.items].map((table) => table.arraySync() as number[][]);
  const dot = (a: readonly number[], b: readonly number[]) => sum(a.map((value, c) => value * b[c]));
  const difference = (n: number, k: number) =>
    dot(users[batch.users[n]], items[negatives[2 * n + k]]) -
    dot(users[batch.users[n]], items[batch.items[n]]);
  // Differences of such rows would be far out; a hundredth of them is not.
  const scaled = {
    ...settings.loss,
    compute: ({ positives, negatives: others, ...rest }: Parameters<typeof settings.loss.compute>[0]) =>
      settings.loss.compute({ ...rest, positives: positives.div(100), negatives: others.div(100) }),
  };
  const squares = (rows: number[][]) => sum(rows.map((row) => dot(row, row)));
  const expected = formulas[name]({
    differences: Array.from(batch.users, (_, n) => [0, 1].map((k) => difference(n, k) / 100)),
    groups: [
      squares(Array.from(batch.users, (user) => users[user])),
      squares(Array.from(batch.items, (item) => items[item])),
      squares(Array.from(negatives, (item) => items[item])),
    ],
    all: squares(users) + squares(items),
  });
  const value = tf.tidy(() =>
    stepLoss({
      ...{ data, batch, negatives: { items: negatives }, encoding: encode(), loss: scaled, parameters },
      l2: typeof settings.l2 === 'number' ? { weight: settings.l2 } : settings.l2,
    }).dataSync(),
  )[0];
  expect(value / expected).toBeCloseTo(1, 5);
});

test.each(names)('%s: its settings train', async (name) => {
  const { settings, initialiser } = preset(name);
  const world = smallWorld();
  const model = await train({
    ...settings,
    ...{ data: world.train, validation: world.validation, metric: recallAt(5), seed: 1 },
    ...{ backbone: mf({ dim: 8, initialiser }), negatives: uniform(), epochs: 2, batch: 100 },
  });
  const interactions = world.train.interactions.indices.length;
  const perEpoch = name === 'mixgcf' ? Math.floor(interactions / 100) : Math.ceil(interactions / 100);
  expect(model.training.steps).toBe(2 * perEpoch);
});

test('an unknown name is refused, with those that are known', () => {
  expect(() => preset('ngcf' as PresetName)).toThrow(
    expect.objectContaining({ code: 'OPTION', hint: expect.stringContaining('lightgcn-official, selfrec') }),
  );
});

import { createRandom } from '@hnlm/core';
import { adam, useBackend } from '@hnlm/tfjs-backend';
import * as tf from '@tensorflow/tfjs';
import { beforeAll, describe, expect, test } from 'vitest';
import { hinge } from '../losses/hinge.ts';
import { dns } from '../samplers/dns.ts';
import { uniform } from '../samplers/uniform.ts';
import { stepLoss } from '../step.ts';
import { testBackbone } from '../testing/test-backbone.ts';
import { tiny, tinyBatch, tinyNegatives } from '../testing/tiny-batch.ts';
import { cml } from './cml.ts';

beforeAll(() => useBackend('hnlm'));

const prepare = (options: Parameters<typeof cml>[0]) =>
  cml(options).prepare({ data: tiny, random: createRandom(2).split('values') });
const rowsOf = (table: tf.Tensor) => table.arraySync() as number[][];
const squaredDistance = (a: readonly number[], b: readonly number[]) =>
  a.reduce((sum, value, c) => sum + (value - b[c]) ** 2, 0);

describe.each(['ball', 'sphere'] as const)('%s', (project) => {
  test.each([
    ['uniform negatives', uniform({ negatives: 4 }), undefined],
    [
      'hardest of them, rank-weighted',
      uniform({ negatives: 4 }),
      hinge({ over: 'hardest', rankWeighted: true }),
    ],
    ['DNS, which is HarCML', dns({ candidates: 4 }), undefined],
  ])('keeps the contract with %s', (_name, negatives, loss) =>
    testBackbone(() => cml({ dim: 8, project }), { training: { negatives, ...(loss && { loss }), l2: 0 } }),
  );

  test('rows stay where they belong, from the start and after each step', () => {
    const { parameters, encode, constrain } = prepare({ dim: 3, project });
    const optimiser = adam({ learningRate: 0.5 });
    const lengths = () =>
      Object.values(parameters).flatMap((table) => rowsOf(table).map((row) => Math.hypot(...row)));
    for (let step = 0; step < 3; step++) {
      for (const length of lengths()) {
        if (project === 'sphere') expect(length).toBeCloseTo(1, 5);
        else expect(length).toBeLessThanOrEqual(1 + 1e-6);
      }
      const loss = () =>
        stepLoss({
          ...{ data: tiny, batch: tinyBatch, negatives: tinyNegatives, loss: hinge(), parameters },
          ...{ l2: { weight: 0 }, encoding: encode() },
        });
      const { grads } = tf.variableGrads(loss, Object.values(parameters));
      const byName = Object.entries(parameters).map(([name, { name: id }]) => [name, grads[id]]);
      optimiser.apply(parameters, Object.fromEntries(byName));
      expect(Math.max(...lengths())).toBeGreaterThan(1.1);
      constrain?.();
    }
  });
});

test('the ball leaves short rows as they are and keeps directions', () => {
  const { parameters, constrain } = prepare({ dim: 2 });
  const rows = [
    [0.3, 0.4],
    [3, 4],
    [0, 0],
    [-2, 0],
    [0.6, 0.8],
  ];
  parameters.users.assign(tf.tensor2d(rows));
  constrain?.();
  const expected = [
    [0.3, 0.4],
    [0.6, 0.8],
    [0, 0],
    [-1, 0],
    [0.6, 0.8],
  ];
  for (const [n, row] of rowsOf(parameters.users).entries()) {
    for (const [c, value] of row.entries()) expect(value).toBeCloseTo(expected[n][c], 6);
  }
});

test('score differences are differences of squared distances', () => {
  const { parameters, encode } = prepare({ dim: 3 });
  const { users, items } = encode().all();
  const scores = rowsOf(tf.matMul(users, items, false, true));
  const [ofUsers, ofItems] = [rowsOf(parameters.users), rowsOf(parameters.items)];
  for (const [u, user] of ofUsers.entries()) {
    for (let i = 1; i < ofItems.length; i++) {
      const nearer = squaredDistance(user, ofItems[0]) - squaredDistance(user, ofItems[i]);
      expect(scores[u][i] - scores[u][0]).toBeCloseTo(nearer, 5);
    }
  }
});

test('its loss is the sum of max(0, m + |u - i|² - |u - j|²)', () => {
  const { parameters, encode } = prepare({ dim: 3 });
  const [users, items] = [rowsOf(parameters.users), rowsOf(parameters.items)];
  const backbone = cml({ dim: 3, margin: 0.4 });
  let expected = 0;
  for (const [n, user] of tinyBatch.users.entries()) {
    const [near, far] = [tinyBatch.items[n], tinyNegatives.items[n]].map((item) =>
      squaredDistance(users[user], items[item]),
    );
    expected += Math.max(0, 0.4 + near - far);
  }
  const value = stepLoss({
    ...{ data: tiny, batch: tinyBatch, negatives: tinyNegatives, parameters, l2: { weight: 0 } },
    ...{ loss: backbone.loss ?? hinge(), encoding: encode() },
  });
  expect(value.dataSync()[0]).toBeCloseTo(expected, 4);
});

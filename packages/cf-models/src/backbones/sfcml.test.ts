import { createRandom } from '@hnlm/core';
import { useBackend } from '@hnlm/tfjs-backend';
import * as tf from '@tensorflow/tfjs';
import { beforeAll, expect, test } from 'vitest';
import { testBackbone } from '../testing/test-backbone.ts';
import { tiny } from '../testing/tiny-batch.ts';
import { sfcml } from './sfcml.ts';

beforeAll(() => useBackend('hnlm'));

test('keeps the contract', () =>
  testBackbone(() => sfcml({ dim: 8 }), { training: { positives: 'each-user', batch: 20, l2: 0 } }));

test('scores are 2 - |u - i|², of rows of length 1', () => {
  const { parameters, encode, constrain } = sfcml({ dim: 3 }).prepare({
    data: tiny,
    random: createRandom(2).split('values'),
  });
  const check = () => {
    const [users, items] = [parameters.users, parameters.items].map(
      (table) => table.arraySync() as number[][],
    );
    for (const row of [...users, ...items]) expect(Math.hypot(...row)).toBeCloseTo(1, 5);
    const { users: left, items: right } = encode().all();
    const scores = tf.matMul(left, right, false, true).arraySync() as number[][];
    for (const [u, user] of users.entries()) {
      for (const [i, item] of items.entries()) {
        const distance = user.reduce((sum, value, c) => sum + (value - item[c]) ** 2, 0);
        expect(scores[u][i]).toBeCloseTo(2 - distance, 5);
      }
    }
  };
  check();
  parameters.users.assign(parameters.users.mul(1.7).add(0.1));
  parameters.items.assign(parameters.items.mul(0.2).sub(0.3));
  constrain?.();
  check();
});

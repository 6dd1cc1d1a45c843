import { createRandom } from '@hnlm/core';
import { useBackend } from '@hnlm/tfjs-backend';
import * as tf from '@tensorflow/tfjs';
import { beforeAll, expect, test } from 'vitest';
import { sampledSoftmax } from '../losses/sampled-softmax.ts';
import { testBackbone } from '../testing/test-backbone.ts';
import { tiny } from '../testing/tiny-batch.ts';
import { cosine } from './cosine.ts';
import { lightGCN } from './light-gcn.ts';
import { mf } from './mf.ts';

beforeAll(() => useBackend('hnlm'));

test.each([mf({ dim: 8 }), lightGCN({ dim: 8, layers: 2 })])('$name keeps the contract', (backbone) =>
  testBackbone(() => cosine(backbone), { training: { loss: sampledSoftmax({ temperature: 0.2 }), l2: 0 } }),
);

test('scores are the cosines of the embeddings of the backbone, and L2 sees its own tables', () => {
  const base = lightGCN({ dim: 4, layers: 2 });
  const prepare = (backbone: typeof base) =>
    backbone.prepare({ data: tiny, random: createRandom(2).split('values') });
  const [plain, wrapped] = [prepare(base).encode(), prepare(cosine(base)).encode()];
  const [users, items] = [plain.all().users, plain.all().items].map((table) => table.arraySync());
  const { users: scaled, items: scaledItems } = wrapped.all();
  const scores = tf.matMul(scaled, scaledItems, false, true).arraySync() as number[][];
  for (const [u, user] of users.entries()) {
    for (const [i, item] of items.entries()) {
      const dot = user.reduce((sum, value, c) => sum + value * item[c], 0);
      expect(scores[u][i]).toBeCloseTo(dot / (Math.hypot(...user) * Math.hypot(...item)), 5);
    }
  }
  const rows = [Int32Array.of(1, 3), Int32Array.of(0, 5)] as const;
  expect(wrapped.rows(...rows).egoUsers.arraySync()).toEqual(plain.rows(...rows).egoUsers.arraySync());
});

test('a row of zeros stays zero', () => {
  const { parameters, encode } = cosine(mf({ dim: 4 })).prepare({
    data: tiny,
    random: createRandom(2).split('values'),
  });
  parameters.users.assign(tf.zerosLike(parameters.users));
  expect([...encode().all().users.dataSync()].every((value) => value === 0)).toBe(true);
});

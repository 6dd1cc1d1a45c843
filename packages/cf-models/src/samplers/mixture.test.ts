import { createRandom } from '@hnlm/core';
import { useBackend } from '@hnlm/tfjs-backend';
import * as tf from '@tensorflow/tfjs';
import { beforeAll, expect, test } from 'vitest';
import { contextOf } from '../__fixtures__/context-of.ts';
import { batch, data, draw, prepareSampler, randomEmbeddings } from '../__fixtures__/small-batch.ts';
import { encodingOf } from '../encoding.ts';
import { bpr } from '../losses/bpr.ts';
import type { NegativeSampler, Negatives } from '../sampler.ts';
import { stepLoss } from '../step.ts';
import { adaSir } from './ada-sir.ts';
import { custom } from './custom.ts';
import { mixture } from './mixture.ts';
import { uniform } from './uniform.ts';

beforeAll(() => useBackend('hnlm'));

const always = (item: number) =>
  custom((users) => users.map(() => item), { name: `item ${item}`, allowTrainItems: true });

/** A sampler that returns these negatives, whatever the batch is, for as many positives as there are. */
const fixed = (make: (positives: number) => Omit<Negatives, 'items'>, item = 3): NegativeSampler => ({
  name: 'fixed',
  plan: 'fixed',
  prepare: () => ({
    sample: ({ users }) => ({ items: users.map(() => item), ...make(users.length) }),
  }),
});

test('each part chooses for its share of the positives, and the plan says so', () => {
  const sampler = mixture([
    { sampler: always(7), share: 1 },
    { sampler: always(8), share: 3 },
  ]);
  expect(sampler.plan).toContain('for 25 % of positives');
  let sevens = 0;
  for (let seed = 0; seed < 40; seed++) {
    const { items } = draw(sampler, { seed });
    expect(new Set(items)).toEqual(new Set([7, 8]));
    sevens += items.filter((item) => item === 7).length;
  }
  // 12,000 draws; six standard deviations are 285.
  expect(Math.abs(sevens - 3000)).toBeLessThan(285);
});

test('weights, offsets and vectors land at their positives; a lone sampler is not changed', () => {
  const heavy = fixed((n) => ({
    weights: new Float32Array(n).fill(5),
    offsets: new Float32Array(n).fill(2),
  }));
  const long = fixed(
    () => ({ synthesise: ({ negatives }) => ({ vectors: negatives.mul(10) as tf.Tensor2D }) }),
    9,
  );
  const drawn = draw(
    mixture([
      { sampler: heavy, share: 1 },
      { sampler: long, share: 1 },
    ]),
  );
  const table = randomEmbeddings().items.arraySync();
  const rows = tf.gather(tf.tensor2d(table), tf.tensor1d(drawn.items, 'int32')) as tf.Tensor2D;
  const vectors =
    drawn.synthesise?.({ users: rows, positives: rows, negatives: rows }).vectors.arraySync() ?? [];
  for (const [n, item] of drawn.items.entries()) {
    expect([drawn.weights?.[n], drawn.offsets?.[n]]).toEqual(item === 3 ? [5, 2] : [1, 0]);
    const expected = table[item].map((value) => (item === 3 ? value : value * 10));
    for (const [c, value] of expected.entries()) expect(vectors[n][c]).toBeCloseTo(value, 5);
  }
  expect(draw(mixture([{ sampler: always(4), share: 2 }])).items).toEqual(draw(always(4)).items);
});

test('auxiliary losses count by the share of the batch that they were computed on', () => {
  const costly = fixed(() => ({ auxiliaryLoss: () => tf.scalar(8) }));
  const drawn = draw(
    mixture([
      { sampler: costly, share: 1 },
      { sampler: always(1), share: 1 },
    ]),
  );
  const share = drawn.items.filter((item) => item === 3).length / drawn.items.length;
  const rows = tf.zeros([300, 4]) as tf.Tensor2D;
  const loss = drawn.auxiliaryLoss?.({ users: rows, positives: rows, negatives: rows }).dataSync()[0];
  expect(loss).toBeCloseTo(8 * share, 5);
});

test('parts that work by hop stand beside parts that do not', () => {
  const byHop: NegativeSampler = {
    name: 'by hop',
    plan: 'by hop',
    prepare: () => ({
      sample: ({ users }) => ({
        items: users.map(() => 3),
        byHop: {
          items: users.map(() => 5),
          synthesise: ({ negatives: [only] }) => ({ vectors: only.mul(2) as tf.Tensor2D }),
          auxiliaryLoss: () => tf.scalar(4),
        },
      }),
    }),
  };
  const parts = mixture([
    { sampler: byHop, share: 1 },
    { sampler: always(9), share: 1 },
  ]);
  const negatives = draw(parts);
  const embeddings = randomEmbeddings();
  const loss = stepLoss({
    data,
    batch,
    negatives,
    encoding: encodingOf(embeddings),
    loss: bpr(),
    l2: { weight: 0 },
    parameters: {},
  }).dataSync()[0];
  const [u, i] = [embeddings.users.arraySync(), embeddings.items.arraySync()];
  const dot = (a: number[], b: number[]) => a.reduce((sum, value, c) => sum + value * b[c], 0);
  let expected = 0;
  for (const [n, item] of negatives.items.entries()) {
    const user = u[batch.users[n]];
    const negative = item === 3 ? 2 * dot(user, i[5]) : dot(user, i[9]);
    expected += Math.log1p(Math.exp(negative - dot(user, i[batch.items[n]]))) / 300;
    if (item === 3) expected += 4 / 300;
  }
  expect(loss).toBeCloseTo(expected, 4);
});

test('states and parameters of the parts are kept apart', () => {
  const sampler = mixture([
    { sampler: uniform({ negatives: 2 }), share: 1 },
    { sampler: adaSir({ negatives: 2, pool: 4, draws: 8 }), share: 1 },
  ]);
  const embeddings = randomEmbeddings();
  const prepared = prepareSampler(sampler, embeddings);
  expect(Object.keys(prepared.state?.() ?? {})).toEqual(['1.pools', '1.poolWeights']);
  const other = sampler.prepare({ data, dimensions: 4, random: createRandom(77) });
  other.restore?.(prepared.state?.() ?? {});
  const context = () => contextOf(embeddings, createRandom(8));
  expect(other.sample(batch, context()).items).toEqual(prepared.sample(batch, context()).items);
});

test('parts of different width, and shares that are none, are one clear error', () => {
  const uneven = mixture([
    { sampler: uniform(), share: 1 },
    { sampler: uniform({ negatives: 2 }), share: 1 },
  ]);
  expect(() => draw(uneven)).toThrow(expect.objectContaining({ code: 'SAMPLER' }));
  expect(() => mixture([])).toThrow(expect.objectContaining({ code: 'OPTION' }));
  expect(() => mixture([{ sampler: uniform(), share: 0 }])).toThrow(
    expect.objectContaining({ code: 'OPTION' }),
  );
});

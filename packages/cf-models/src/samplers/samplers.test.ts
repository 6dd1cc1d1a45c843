import { contains, createRandom, csrFromPairs } from '@hnlm/core';
import { useBackend } from '@hnlm/tfjs-backend';
import * as tf from '@tensorflow/tfjs';
import fc from 'fast-check';
import { beforeAll, expect, test } from 'vitest';
import { contextOf } from '../__fixtures__/context-of.ts';
import { smallWorld } from '../__fixtures__/small-world.ts';
import { chooseTop } from './choose-top.ts';
import { dns } from './dns.ts';
import { uniform } from './uniform.ts';

beforeAll(() => useBackend('hnlm'));

const { train: data } = smallWorld();
const batch = { users: Int32Array.from({ length: 400 }, (_, n) => n % 60), items: new Int32Array(400) };

function draw(sampler: ReturnType<typeof uniform>, seed: number) {
  const random = createRandom(seed);
  const values = (rows: number) =>
    tf.tensor2d(
      Float32Array.from({ length: rows * 4 }, () => random.normal()),
      [rows, 4],
    );
  const embeddings = { users: values(60), items: values(40) };
  const { items } = sampler
    .prepare({ data, dimensions: 4, random: random.split('prepare') })
    .sample(batch, contextOf(embeddings, random.split('step')));
  return { items, users: embeddings.users.arraySync(), vectors: embeddings.items.arraySync() };
}

test.each([uniform(), uniform({ negatives: 3 }), dns({ candidates: 5 }), dns({ candidates: 8, top: 3 })])(
  '$plan',
  (sampler) => {
    const { items } = draw(sampler, 1);
    const per = items.length / batch.users.length;
    for (const [n, item] of items.entries()) {
      expect(contains(data.interactions, batch.users[Math.floor(n / per)], item)).toBe(false);
    }
    expect(draw(sampler, 1).items).toEqual(items);
    expect(draw(sampler, 2).items).not.toEqual(items);
  },
);

test('uniform draws every unseen item about equally often', () => {
  const view = { ...data, interactions: csrFromPairs(1, 10, [0, 0], [3, 4]) };
  const users = new Int32Array(16_000);
  const prepared = uniform().prepare({ data: view, dimensions: 1, random: createRandom(1) });
  const context = contextOf({} as never, createRandom(2));
  const counts = new Array(10).fill(0);
  for (const item of prepared.sample({ users, items: users }, context).items) counts[item]++;
  // 2,000 each; six standard deviations of a binomial are 251.
  expect(
    counts.filter((_, item) => item !== 3 && item !== 4).every((count) => Math.abs(count - 2000) < 251),
  ).toBe(true);
  expect([counts[3], counts[4]]).toEqual([0, 0]);
});

test('dns with every item as candidate takes an item that scores higher than most', () => {
  const { items, users, vectors } = draw(dns({ candidates: 64 }), 5);
  const score = (user: number, item: number) =>
    users[user].reduce((sum, value, c) => sum + value * vectors[item][c], 0);
  for (const [n, user] of batch.users.entries()) {
    const above = vectors.filter(
      (_, item) =>
        !contains(data.interactions, user, item) && score(user, item) > score(user, items[n]) + 1e-6,
    );
    // 64 draws with replacement from about 30 items miss a given item with probability (29/30)^64 = 11 %.
    expect(above.length).toBeLessThan(9);
  }
});

test('a user with every item as a positive is one clear error', () => {
  const view = { ...data, interactions: csrFromPairs(1, 2, [0, 0], [0, 1]) };
  const prepared = uniform().prepare({ data: view, dimensions: 1, random: createRandom(1) });
  const context = contextOf({} as never, createRandom(2));
  expect(() => prepared.sample({ users: Int32Array.of(0), items: Int32Array.of(0) }, context)).toThrow(
    expect.objectContaining({ code: 'NO_NEGATIVE', message: 'user user-0 has interacted with all 2 items' }),
  );
  expect(() => dns({ candidates: 2, top: 3 })).toThrow(expect.objectContaining({ code: 'OPTION' }));
});

test('chooseTop takes one of the highest, each of them in turn, ties to the earlier column', () => {
  fc.assert(
    fc.property(
      fc.array(fc.array(fc.integer({ min: 0, max: 4 }), { minLength: 6, maxLength: 6 }), {
        minLength: 1,
        maxLength: 5,
      }),
      fc.integer({ min: 1, max: 6 }),
      fc.nat(100),
      (rows, top, seed) => {
        const chosen = chooseTop(rows.flat(), 6, top, createRandom(seed));
        for (const [n, row] of rows.entries()) {
          const order = row.map((_, column) => column).sort((a, b) => row[b] - row[a] || a - b);
          expect(order.slice(0, top)).toContain(chosen[n]);
        }
      },
    ),
  );
  const many = chooseTop(new Array(600).fill([3, 1, 2]).flat(), 3, 2, createRandom(1));
  expect(new Set(many)).toEqual(new Set([0, 2]));
});

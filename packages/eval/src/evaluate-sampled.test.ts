import { createRandom, csrFromPairs, idMap, type Model, type Test } from '@hnlm/core';
import { describe, expect, test } from 'vitest';
import * as toy from './__fixtures__/toy.ts';
import { evaluate } from './evaluate.ts';
import { evaluateSampled } from './evaluate-sampled.ts';
import type { RankEvent } from './ranking/progress.ts';

/** One relevant item a user, at a place that is spread over the whole ranking; item scores fall with the index. */
function spreadOut(users: number, items: number): { model: Model; on: Test } {
  const names = (count: number) => idMap(Array.from({ length: count }, (_, n) => `n${n}`));
  const ids = { users: names(users), items: names(items) };
  const everyone = Array.from({ length: users }, (_, user) => user);
  return {
    model: {
      ...ids,
      dimensions: 1,
      userEmbeddings: new Float32Array(users).fill(1),
      itemEmbeddings: Float32Array.from({ length: items }, (_, item) => items - item),
    },
    on: {
      ...ids,
      part: 'test',
      fingerprint: 'spread',
      interactions: csrFromPairs(
        users,
        items,
        everyone,
        everyone.map((user) => user % items),
      ),
      masked: csrFromPairs(users, items, [], []),
    },
  };
}

test('is worked out by hand where all unseen items are sampled', async () => {
  const result = await evaluateSampled({
    model: toy.model,
    on: toy.test,
    at: [1, 2],
    metrics: ['recall', 'MRR'],
    sampled: 1,
    random: createRandom(1),
  });
  // Ann has seen x and holds out y and w, which leaves z: y is before z, w behind.
  expect(result.perUser['Recall@1(sampled@1)'][0]).toBe(0.5);
  expect(result.perUser['MRR@2(sampled@1)'][0]).toBe(0.75);
  expect([...result.users]).toEqual([0, 1]);
  expect(result).toMatchObject({ ranking: 'sampled@1', skippedUsers: 1, masked: 'train and validation' });
  expect(Object.keys(result.metrics)).toEqual([
    'Recall@1(sampled@1)',
    'Recall@2(sampled@1)',
    'MRR@1(sampled@1)',
    'MRR@2(sampled@1)',
  ]);
});

test('equals full ranking where all items are sampled and one is relevant', async () => {
  const { model, on } = spreadOut(60, 20);
  const sampled = await evaluateSampled({ model, on, at: [1, 7], sampled: 19, random: createRandom(1) });
  const full = await evaluate({ model, on, at: [1, 7] });
  for (const [name, value] of Object.entries(full.metrics)) {
    expect(sampled.metrics[`${name}(sampled@19)`]).toBeCloseTo(value, 14);
  }
});

test('has the expectation of draws without replacement', async () => {
  const { model, on } = spreadOut(20_000, 40);
  const name = 'Recall@1(sampled@9)';
  const { perUser } = await evaluateSampled({ model, on, at: [1], sampled: 9, random: createRandom(3) });
  for (const place of [0, 1, 5, 20]) {
    const values = perUser[name].filter((_, user) => user % 40 === place);
    const share = values.reduce((sum, value) => sum + value, 0) / values.length;
    // None of the `place` better ones among 9 of 39: the product of (30 - n) / (39 - n).
    let expected = 1;
    for (let n = 0; n < place; n++) expected *= (30 - n) / (39 - n);
    const deviation = Math.sqrt((expected * (1 - expected)) / values.length);
    expect(Math.abs(share - expected)).toBeLessThanOrEqual(4 * deviation + 1e-12);
  }
});

test('equal scores go by item index', async () => {
  const model = { ...toy.model, itemEmbeddings: new Float32Array(4) };
  const of = (user: number) =>
    evaluateSampled({
      model,
      on: toy.test,
      at: [1],
      users: Int32Array.of(user),
      sampled: 1,
      random: createRandom(1),
    });
  // Ann's y and w stand before z; Bob's z behind all.
  expect((await of(0)).metrics['Hit@1(sampled@1)']).toBe(1);
  expect((await of(1)).metrics['Hit@1(sampled@1)']).toBe(0);
});

test('the draws of a user hang on the seed and the user, not on the other users', async () => {
  const { model, on } = spreadOut(600, 40);
  const run = (seed: number, users?: Int32Array) =>
    evaluateSampled({ model, on, at: [3], users, sampled: 9, random: createRandom(seed) });
  const name = 'MRR@3(sampled@9)';
  const all = (await run(1)).perUser[name];
  const few = (await run(1, Int32Array.of(310, 25))).perUser[name];
  expect([...few]).toEqual([all[310], all[25]]);
  expect([...(await run(2)).perUser[name]]).not.toEqual([...all]);
});

test('reports progress and stops when asked to', async () => {
  const { model, on } = spreadOut(600, 20);
  const events: RankEvent[] = [];
  const controller = new AbortController();
  const options = { model, on, at: [1], sampled: 5, random: createRandom(1), signal: controller.signal };
  await evaluateSampled({ ...options, onEvent: (event) => events.push(event) });
  expect(events.map(({ users }) => users)).toEqual([256, 512, 600]);
  const stopped = evaluateSampled(options);
  controller.abort(new Error('enough'));
  await expect(stopped).rejects.toThrow('enough');
});

describe('refuses', () => {
  const run = (changes: object) =>
    evaluateSampled({
      model: toy.model,
      on: toy.test,
      at: [1],
      sampled: 1,
      random: createRandom(1),
      ...changes,
    });
  test.each([
    ['more samples than unseen items', { sampled: 2 }, 'EVAL_SAMPLE', 'user "ann" has 1 unseen items, not 2'],
    ['a cut-off behind the last rank', { at: [3] }, 'EVAL_K', 'Recall@3 cannot be measured among 1 sampled'],
    ['no samples', { sampled: 0 }, 'EVAL_K', 'among 0 sampled'],
    ['metrics of all lists', { metrics: ['coverage'] }, 'METRIC_UNKNOWN', 'Coverage@1 is not measured'],
    ['variants', { metrics: ['ngcf-ndcg'] }, 'METRIC_UNKNOWN', 'NGCF-NDCG@1 is not measured'],
    ['no cut-off', { at: [] }, 'EVAL_NOTHING', 'nothing to measure'],
    ['users that hold nothing out', { users: Int32Array.of(2) }, 'EVAL_NO_USERS', 'none of the 1 users'],
    ['an unknown user', { users: Int32Array.of(9) }, 'EVAL_USER', 'index 9'],
  ])('%s', async (_, changes, code, message) => {
    const error = await run(changes).catch((reason: unknown) => reason);
    expect(error).toMatchObject({ code, message: expect.stringContaining(message) });
  });
});

import { contains, createRandom } from '@hnlm/core';
import { useBackend } from '@hnlm/tfjs-backend';
import { beforeAll, describe, expect, test } from 'vitest';
import { batch, data, draw } from '../__fixtures__/small-batch.ts';
import { type ChooseNegatives, custom } from './custom.ts';
import { dns } from './dns.ts';
import { mixture } from './mixture.ts';
import { precomputed } from './precomputed.ts';
import { uniform } from './uniform.ts';

beforeAll(() => useBackend('hnlm'));

const unseen = (user: number) =>
  Array.from({ length: data.items.size }, (_, item) => item).filter(
    (item) => !contains(data.interactions, user, item),
  );

describe('custom', () => {
  test('returns what the function chooses, with a stream of the step', () => {
    const choose = (users: Int32Array, _positives: Int32Array, random: { integer(bound: number): number }) =>
      [...users].flatMap((user) => [unseen(user)[random.integer(3)], unseen(user)[5]]);
    const sampler = custom(choose, { name: 'mine' });
    const { items } = draw(sampler);
    expect(items).toHaveLength(600);
    for (const [n, user] of batch.users.entries()) expect(items[2 * n + 1]).toBe(unseen(user)[5]);
    expect(draw(sampler).items).toEqual(items);
    expect(draw(sampler, { seed: 2 }).items).not.toEqual(items);
  });

  test.each([
    ['too few items', () => [1], 'returned 1 items for 300 positives'],
    [
      'an item that does not exist',
      (users: Int32Array) => users.map(() => 40),
      'returned 40, which is none of 40',
    ],
    [
      'an original id',
      (users: Int32Array) => Array.from(users, () => 'item-3'),
      'returned "item-3", which is',
    ],
    ['no number', (users: Int32Array) => Array.from(users, () => Number.NaN), 'returned NaN, which is'],
    ['a fraction', (users: Int32Array) => Float32Array.from(users, () => 2.5), 'returned 2.5, which is'],
    ['what would wrap', (users: Int32Array) => Array.from(users, () => 2 ** 32 + 1), 'returned 4294967297'],
    ['a hole', (users: Int32Array) => new Array(users.length), 'returned undefined, which is'],
    ['nothing', () => undefined, 'returned no items for 300 positives'],
    ['a train item', (_users: Int32Array, positives: Int32Array) => positives, 'a train item of user user-0'],
  ])('%s is one clear error', (_name, choose, message) => {
    expect(() => draw(custom(choose as ChooseNegatives, { name: 'mine' }))).toThrow(
      expect.objectContaining({ code: 'SAMPLER', message: expect.stringContaining(message) }),
    );
  });

  test('train items are let through where they are meant', () => {
    const { items } = draw(custom((_users, positives) => positives, { allowTrainItems: true }));
    expect(items).toEqual(batch.items);
  });
});

describe('precomputed', () => {
  const ids = (user: number, item: number, negative: number) => ({
    user: data.users.ids[user],
    item: data.items.ids[item],
    negative: data.items.ids[negative],
  });
  const first = (user: number) => batch.items[user];
  const record = (user: number, place: number, weight?: number) => ({
    ...ids(user, first(user), unseen(user)[place]),
    ...(weight && { weight }),
  });

  test('takes the negatives of the pair by their weights, and others from the fallback', () => {
    const records = [record(0, 0, 3), record(0, 1, 1), record(1, 4)];
    const sampler = precomputed({ negatives: records, fallback: uniform() });
    const counts = new Map<number, number>();
    for (let seed = 0; seed < 200; seed++) {
      const { items } = draw(sampler, { seed });
      for (const [n, user] of batch.users.entries()) {
        if (user === 0) counts.set(items[n], (counts.get(items[n]) ?? 0) + 1);
        else if (user === 1) expect(items[n]).toBe(unseen(1)[4]);
        else expect(contains(data.interactions, user, items[n])).toBe(false);
      }
    }
    // 1,000 draws at 3 : 1; six standard deviations are 82.
    expect([...counts.keys()].sort((a, b) => a - b)).toEqual(unseen(0).slice(0, 2));
    expect(Math.abs((counts.get(unseen(0)[0]) ?? 0) - 750)).toBeLessThan(82);
  });

  test.each([
    ['NEGATIVES_UNKNOWN_ID', { ...record(0, 0), negative: 'nobody' }],
    ['NEGATIVES_TRAIN_ITEM', ids(0, first(0), first(0))],
    ['NEGATIVES_PAIR', ids(0, unseen(0)[0], unseen(0)[1])],
    ['NEGATIVES_WEIGHT', { ...record(0, 0), weight: -1 }],
  ])('%s names the record', (code, wrong) => {
    const sampler = precomputed({ negatives: [record(1, 0), wrong] });
    const prepare = () => sampler.prepare({ data, dimensions: 4, random: createRandom(1) });
    expect(prepare).toThrow(
      expect.objectContaining({ code, message: expect.stringMatching(/^negative 2 /) }),
    );
  });

  test('several negatives a positive are drawn one by one, and by a mixture too', () => {
    const records = [record(0, 0, 3), record(0, 1, 1), record(1, 4)];
    const sampler = precomputed({ negatives: records, perPositive: 3 });
    const { items } = draw(sampler);
    expect(items).toHaveLength(3 * batch.users.length);
    const ofUser = new Map<number, Set<number>>();
    for (const [n, item] of items.entries()) {
      const user = batch.users[Math.floor(n / 3)];
      expect(contains(data.interactions, user, item)).toBe(false);
      ofUser.set(user, (ofUser.get(user) ?? new Set()).add(item));
    }
    expect([...(ofUser.get(0) ?? [])].sort((a, b) => a - b)).toEqual(unseen(0).slice(0, 2));
    expect([...(ofUser.get(1) ?? [])]).toEqual([unseen(1)[4]]);
    expect(ofUser.get(2)?.size).toBeGreaterThan(2);
    const parts = [sampler, uniform({ negatives: 3 })].map((one) => ({ sampler: one, share: 1 }));
    expect(draw(mixture(parts)).items).toHaveLength(3 * batch.users.length);
  });

  test('a fallback of several negatives is refused', () => {
    const sampler = precomputed({
      negatives: [record(0, 0)],
      fallback: dns({ candidates: 4, top: 2, use: 'all' }),
    });
    expect(() => draw(sampler)).toThrow(expect.objectContaining({ code: 'SAMPLER' }));
  });
});

import { contains, createRandom, csrFromPairs } from '@hnlm/core';
import { expect, test } from 'vitest';
import { contextOf } from '../__fixtures__/context-of.ts';
import { data } from '../__fixtures__/small-batch.ts';
import { byPopularity } from './by-popularity.ts';

/** Item 0 has 1 interaction, item 1 has 2, item 2 has 4, item 3 has 8; user 0 has item 3 alone. */
const users = 9;
const pairs = [
  [0, 3],
  [1, 0],
  ...[1, 2].map((user) => [user, 1]),
  ...[1, 2, 3, 4].map((user) => [user, 2]),
  ...[1, 2, 3, 4, 5, 6, 7].map((user) => [user, 3]),
];
const view = {
  ...data,
  items: { ...data.items, size: 4 },
  interactions: csrFromPairs(
    users,
    4,
    pairs.map(([user]) => user),
    pairs.map(([, item]) => item),
  ),
};
const sample = (sampler: ReturnType<typeof byPopularity>, user: number, count: number) =>
  sampler
    .prepare({ data: view, dimensions: 1, random: createRandom(1) })
    .sample(
      { users: new Int32Array(count).fill(user), items: new Int32Array(count) },
      contextOf({} as never, createRandom(2)),
    ).items;

test.each([
  ['power .75', byPopularity(), (count: number) => count ** 0.75],
  ['power 0', byPopularity({ power: 0 }), () => 1],
  ['log', byPopularity({ transform: 'log' }), (count: number) => Math.log(1 + count)],
])('%s: unseen items in proportion to what it makes of their counts', (_name, sampler, weigh) => {
  const draws = 40_000;
  const items = sample(sampler, 0, draws);
  const weights = [1, 2, 4].map(weigh);
  const total = weights.reduce((sum, weight) => sum + weight, 0);
  for (const [item, weight] of weights.entries()) {
    const expected = (draws * weight) / total;
    const found = items.filter((one) => one === item).length;
    expect(Math.abs(found - expected)).toBeLessThan(6 * Math.sqrt(expected));
  }
  expect(items.every((item) => !contains(view.interactions, 0, item))).toBe(true);
});

test('a user who has all but a rare item gets it, and one who has all that was ever bought an error', () => {
  const many = csrFromPairs(200, 3, [...Array(199).keys(), 199, 0], [...Array(199).fill(0), 1, 2]);
  const rare = { ...view, items: { ...data.items, size: 3 }, interactions: many };
  const prepared = byPopularity({ power: 3 }).prepare({ data: rare, dimensions: 1, random: createRandom(1) });
  const of = (user: number) =>
    prepared.sample(
      { users: Int32Array.of(user), items: Int32Array.of(0) },
      contextOf({} as never, createRandom(3)),
    ).items[0];
  expect(of(0)).toBe(1);
  const all = { ...rare, interactions: csrFromPairs(1, 3, [0, 0], [0, 1]) };
  const full = byPopularity().prepare({ data: all, dimensions: 1, random: createRandom(1) });
  expect(() =>
    full.sample(
      { users: Int32Array.of(0), items: Int32Array.of(0) },
      contextOf({} as never, createRandom(3)),
    ),
  ).toThrow(expect.objectContaining({ code: 'NO_NEGATIVE' }));
});

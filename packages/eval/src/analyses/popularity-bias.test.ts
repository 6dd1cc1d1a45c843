import { createRandom, csrFromPairs } from '@hnlm/core';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { gini } from '../metrics/gini.ts';
import { popularityBias } from './popularity-bias.ts';
import { popularityParts } from './popularity-parts.ts';

/** Ten train interactions of five users: item 0 has 4, item 1 has 3, items 2 to 4 one each, item 5 none. */
const train = csrFromPairs(5, 6, [0, 1, 2, 3, 0, 1, 2, 4, 4, 3], [0, 0, 0, 0, 1, 1, 1, 2, 3, 4]);
const relevant = csrFromPairs(5, 6, [0, 0, 1, 3, 4], [2, 5, 3, 1, 0]);

describe('popularityParts', () => {
  test('cuts by interactions that lie before an item', () => {
    // Before items 0 to 5 lie 0, 4, 7, 8, 9 and 10 of 10.
    expect([...popularityParts(train).partOf]).toEqual([0, 1, 1, 2, 2, 2]);
    expect([...popularityParts(train, { head: 0.5, tail: 0 }).partOf]).toEqual([0, 0, 1, 1, 1, 2]);
    expect([...popularityParts(train, { head: 0, tail: 0.3 }).partOf]).toEqual([1, 1, 2, 2, 2, 2]);
  });

  test('refuses shares that overlap', () => {
    expect(() => popularityParts(train, { head: 0.6, tail: 0.6 })).toThrow('a head of 0.6 and a tail of 0.6');
  });
});

describe('popularityBias', () => {
  const lists = {
    users: Int32Array.of(0, 1, 4),
    k: 2,
    items: Int32Array.of(2, 3, 3, -1, 0, 1),
  };
  const bias = popularityBias({ lists, train, relevant });

  test('averages popularity by user, next to that of the profiles', () => {
    // Lists: (1 + 1) / 2, 1, (4 + 3) / 2. Profiles: (4 + 3) / 2, (4 + 3) / 2, (1 + 1) / 2.
    expect(bias.averagePopularity).toBeCloseTo(5.5 / 3, 14);
    expect(bias.profilePopularity).toBeCloseTo(8 / 3, 14);
    expect(bias.shift).toBeCloseTo(-2.5 / 3, 14);
    expect(bias.lift).toBeCloseTo(-2.5 / 8, 14);
  });

  test('counts recommendations and recall by part', () => {
    // Recommended: items 2, 3, 3, 0, 1. Relevant: user 0 {2 mid, 5 tail}, user 1 {3 tail}, user 4 {0 head}.
    expect(bias.head).toEqual({ items: 1, recommended: 1 / 5, train: 0.4, recall: 1, users: 1 });
    expect(bias.mid).toEqual({ items: 2, recommended: 2 / 5, train: 0.4, recall: 1, users: 1 });
    expect(bias.tail).toEqual({ items: 3, recommended: 2 / 5, train: 0.2, recall: 0.5, users: 2 });
    expect(bias.longTail).toMatchObject({ items: 5, recommended: 4 / 5, recall: 0.75, users: 2 });
    expect(bias.coverage).toBe(4 / 6);
  });

  test('looks at the first k alone when asked', () => {
    const first = popularityBias({ lists, train, relevant, k: 1 });
    expect(first.coverage).toBe(3 / 6);
    expect(first.longTail.recommended).toBe(2 / 3);
  });

  test('a most-popular list leans to the head, a random one to its size', () => {
    const random = createRandom(3);
    const users = Int32Array.from({ length: 200 }, (_, user) => user);
    const draws = { users: [] as number[], items: [] as number[] };
    for (const user of users) {
      for (let n = 0; n < 20; n++) {
        draws.users.push(user);
        draws.items.push(Math.floor(100 * random.uniform() ** 3));
      }
    }
    const world = csrFromPairs(200, 100, draws.users, draws.items);
    const of = (pick: (rank: number) => number) =>
      popularityBias({
        lists: { users, k: 5, items: Int32Array.from({ length: 1000 }, (_, place) => pick(place % 5)) },
        train: world,
        relevant: world,
      });
    const popular = of((rank) => rank);
    const order = Array.from({ length: 100 }, (_, item) => item);
    const spread = of((rank) => order[(random.integer(20) * 5 + rank) % 100]);
    expect(popular.lift).toBeGreaterThan(0.1);
    expect(spread.lift).toBeLessThan(0);
    expect(popular.gini).toBeCloseTo(0.95, 10);
    expect(popular.gini).toBeGreaterThan(popular.trainGini);
    expect(spread.gini).toBeLessThan(spread.trainGini);
  });

  test('refuses cut-offs and items that are not there', () => {
    expect(() => popularityBias({ lists, train, relevant, k: 3 })).toThrow('first 3 of 2 ranks');
    const wrong = { ...lists, items: Int32Array.of(2, 3, 9, -1, 0, 1) };
    expect(() => popularityBias({ lists: wrong, train, relevant })).toThrow('the lists hold item 9');
    const stranger = { ...lists, users: Int32Array.of(0, 1, 7) };
    expect(() => popularityBias({ lists: stranger, train, relevant })).toThrow('the lists hold user 7');
  });
});

test('gini is half the mean absolute difference over the mean', () => {
  expect(gini(Int32Array.of(3, 3, 3))).toBe(0);
  expect(gini(Int32Array.of(0, 0, 0, 8))).toBe(0.75);
  const counts = fc.array(fc.nat(50), { minLength: 1, maxLength: 20 });
  fc.assert(
    fc.property(counts, (values) => {
      fc.pre(values.some((value) => value > 0));
      let differences = 0;
      for (const one of values) for (const other of values) differences += Math.abs(one - other);
      const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
      expect(gini(Int32Array.from(values))).toBeCloseTo(differences / (2 * values.length ** 2 * mean), 12);
    }),
  );
});

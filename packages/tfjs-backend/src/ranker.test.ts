import { type Csr, createRandom, csrFromPairs, rowOf } from '@hnlm/core';
import fc from 'fast-check';
import { afterAll, expect, test } from 'vitest';
import { createRanker, type RankerOptions } from './ranker.ts';
import { sharedWasm } from './wasm.ts';

afterAll(() => sharedWasm().configure({}));

/** Ranks in one call, and gives all memory back. */
function rankOnce(options: RankerOptions, rows: Int32Array, k: number): Int32Array {
  const before = sharedWasm().heap.used;
  const ranker = createRanker(options);
  try {
    return ranker.rank(rows, k);
  } finally {
    ranker.dispose();
    expect(sharedWasm().heap.used).toBe(before);
  }
}

/** The best k by sorting all scores, which are exact for small integers. */
function bySorting({ users, items, dimensions: d, mask }: RankerOptions, user: number, k: number): number[] {
  const hidden = new Set(rowOf(mask, user));
  const scored = Array.from({ length: mask.columns }, (_, item) => {
    let score = 0;
    for (let c = 0; c < d; c++) score += users[user * d + c] * items[item * d + c];
    return { item, score };
  }).filter(({ item }) => !hidden.has(item));
  scored.sort((a, b) => b.score - a.score || a.item - b.item);
  const best = scored.slice(0, k).map(({ item }) => item);
  while (best.length < k) best.push(-1);
  return best;
}

test('ranks as sorting all scores does, with masks, ties by lower item and short lists', () => {
  fc.assert(
    fc.property(
      fc.record({
        users: fc.integer({ min: 1, max: 20 }),
        items: fc.integer({ min: 1, max: 60 }),
        d: fc.integer({ min: 1, max: 9 }),
        k: fc.integer({ min: 1, max: 60 }),
        masked: fc.integer({ min: 0, max: 200 }),
        // Rows that differ in length let the scan end early.
        longest: fc.integer({ min: 1, max: 30 }),
        seed: fc.nat(1000),
      }),
      ({ users, items, d, k: wanted, masked, longest, seed }) => {
        const random = createRandom(seed);
        const k = Math.min(wanted, items);
        // Small integers: exact in any order of addition, with many ties.
        const values = (rows: number) =>
          Float32Array.from(
            Array.from({ length: rows }, () => {
              const scale = 1 + random.integer(longest);
              return Array.from({ length: d }, () => scale * (random.integer(5) - 1));
            }).flat(),
          );
        const draw = (bound: number) => Int32Array.from({ length: masked }, () => random.integer(bound));
        const mask = csrFromPairs(users, items, draw(users), draw(items));
        const options = { users: values(users), items: values(items), dimensions: d, mask };
        const rows = random.shuffle(Int32Array.from({ length: users }, (_, n) => n));
        const lists = rankOnce(options, rows, k);
        for (const [n, user] of rows.entries()) {
          expect([...lists.subarray(n * k, (n + 1) * k)]).toEqual(bySorting(options, user, k));
        }
      },
    ),
    { numRuns: 300 },
  );
});

/** Users and items of which a few are much longer than the rest, as popular items are. */
function skewed(users: number, items: number, d: number, mask: Csr): RankerOptions {
  const random = createRandom(3);
  const table = (rows: number) => {
    const values = new Float32Array(rows * d);
    for (let row = 0; row < rows; row++) {
      const length = 1 / (0.01 + random.uniform());
      for (let c = 0; c < d; c++) values[row * d + c] = length * (0.3 + random.normal());
    }
    return values;
  };
  return { users: table(users), items: table(items), dimensions: d, mask };
}

test('one list at a time, many together, and 1, 2 or 3 threads give the same lists', () => {
  const mask = csrFromPairs(200, 3000, [5, 5, 9], [1, 7, 2999]);
  const options = skewed(200, 3000, 33, mask);
  const rows = Int32Array.from({ length: 200 }, (_, n) => n);
  const ranker = createRanker(options);
  const alone = Int32Array.from([...rows].flatMap((row) => [...ranker.rank(Int32Array.of(row), 10)]));
  ranker.dispose();
  for (const threads of [1, 2, 3]) {
    sharedWasm().configure({ threads });
    expect(rankOnce(options, rows, 10)).toEqual(alone);
  }
});

test('an item that no bound can exclude is found behind many longer ones', () => {
  // 2,000 long items at right angles to the user, then short ones along it.
  const items = Float32Array.from({ length: 2003 }, (_, n) => n).map((n) => n);
  const table = new Float32Array(items.length * 2);
  for (let item = 0; item < items.length; item++)
    table[item * 2 + (item < 2000 ? 1 : 0)] = item < 2000 ? 9 : item;
  const mask = csrFromPairs(1, items.length, [0], [2002]);
  const options = { users: Float32Array.of(1, 0), items: table, dimensions: 2, mask };
  expect([...rankOnce(options, Int32Array.of(0), 3)]).toEqual([2001, 2000, 0]);
});

test('scores so small that products vanish are still ranked by what is left of them', () => {
  const mask = csrFromPairs(1, 3, [], []);
  const items = Float32Array.of(1e-20, 3e-20, 2e-20);
  const rank = (user: number) => [
    ...rankOnce({ users: Float32Array.of(user), items, dimensions: 1, mask }, Int32Array.of(0), 2),
  ];
  expect(rank(1e-20)).toEqual([1, 2]);
  expect(rank(1e-30)).toEqual([0, 1]); // All scores are 0.
});

test.each([
  ['NaN', Number.NaN, 1],
  ['infinite', 1, Number.POSITIVE_INFINITY],
  ['too large', 1e20, 1e20],
])('a score that is %s names the user', (_, ofUser, ofItem) => {
  const mask = csrFromPairs(2, 3, [], []);
  const users = Float32Array.of(0, 0, ofUser, 1);
  const items = Float32Array.of(ofItem, 1, 1, 1, 1, 1);
  const rank = () => rankOnce({ users, items, dimensions: 2, mask }, Int32Array.of(1, 0), 2);
  expect(rank).toThrow(expect.objectContaining({ code: 'SCORE_NOT_FINITE', evidence: { user: 1 } }));
});

test('shapes that do not fit, k and rows out of range are refused', () => {
  const mask = csrFromPairs(2, 3, [], []);
  const users = new Float32Array(4);
  const items = new Float32Array(6);
  const code = (expected: string) => expect.objectContaining({ code: expected });
  expect(() => createRanker({ users, items, dimensions: 1, mask })).toThrow(code('SHAPE'));
  const ranker = createRanker({ users, items, dimensions: 2, mask });
  expect(() => ranker.rank(Int32Array.of(0), 4)).toThrow(code('SHAPE'));
  expect(() => ranker.rank(Int32Array.of(0), 0)).toThrow(code('SHAPE'));
  expect(() => ranker.rank(Int32Array.of(2), 1)).toThrow(code('ROW_RANGE'));
  expect(ranker.rank(Int32Array.of(), 3)).toHaveLength(0);
  ranker.dispose();
});

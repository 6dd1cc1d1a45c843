import { createRandom, csrFromPairs, rowOf } from '@hnlm/core';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { rankTopK } from './rank-top-k.ts';

test('ranks as sorting all scores does, with masks, ties by lower item and short lists', () => {
  fc.assert(
    fc.property(
      fc.record({
        users: fc.integer({ min: 1, max: 5 }),
        items: fc.integer({ min: 1, max: 30 }),
        d: fc.integer({ min: 1, max: 9 }),
        k: fc.integer({ min: 1, max: 30 }),
        masked: fc.integer({ min: 0, max: 60 }),
        seed: fc.nat(1000),
      }),
      ({ users, items, d, k: wanted, masked, seed }) => {
        const random = createRandom(seed);
        const k = Math.min(wanted, items);
        // Small integers: exact in any order of addition, with many ties.
        const values = (length: number) => Float32Array.from({ length }, () => random.integer(5) - 2);
        const u = values(users * d);
        const v = values(items * d);
        const draw = (bound: number) => Int32Array.from({ length: masked }, () => random.integer(bound));
        const mask = csrFromPairs(users, items, draw(users), draw(items));
        const rows = random.shuffle(Int32Array.from({ length: users }, (_, n) => n));
        const lists = rankTopK({ users: u, items: v, dimensions: d, mask, rows, k });
        for (const [n, user] of rows.entries()) {
          const hidden = new Set(rowOf(mask, user));
          const scored = Array.from({ length: items }, (_, item) => {
            let score = 0;
            for (let c = 0; c < d; c++) score += u[user * d + c] * v[item * d + c];
            return { item, score };
          }).filter(({ item }) => !hidden.has(item));
          scored.sort((a, b) => b.score - a.score || a.item - b.item);
          const expected = scored.slice(0, k).map(({ item }) => item);
          while (expected.length < k) expected.push(-1);
          expect([...lists.subarray(n * k, (n + 1) * k)]).toEqual(expected);
        }
      },
    ),
  );
});

test('a score that is not finite names the user', () => {
  const mask = csrFromPairs(2, 3, [], []);
  const users = Float32Array.of(1, 1, Number.NaN, 1);
  const call = () =>
    rankTopK({ users, items: new Float32Array(6), dimensions: 2, mask, rows: Int32Array.of(0, 1), k: 2 });
  expect(call).toThrow(expect.objectContaining({ code: 'SCORE_NOT_FINITE', evidence: { user: 1 } }));
});

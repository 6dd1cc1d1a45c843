import { contains, csrFromPairs } from '@hnlm/core';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { rankTopK } from './rank-top-k.ts';

// Small whole numbers: sums are exact in any order, and ties are everywhere.
const cases = fc
  .record({
    userCount: fc.integer({ min: 1, max: 9 }),
    itemCount: fc.integer({ min: 1, max: 40 }),
    dimensions: fc.integer({ min: 1, max: 5 }),
  })
  .chain(({ userCount, itemCount, dimensions }) => {
    const table = (rows: number) =>
      fc
        .array(fc.integer({ min: -2, max: 2 }), {
          minLength: rows * dimensions,
          maxLength: rows * dimensions,
        })
        .map((values) => Float32Array.from(values));
    const pair = fc.tuple(fc.nat(userCount - 1), fc.nat(itemCount - 1));
    return fc.record({
      dimensions: fc.constant(dimensions),
      users: table(userCount),
      items: table(itemCount),
      mask: fc.array(pair, { maxLength: 60 }).map((pairs) =>
        csrFromPairs(
          userCount,
          itemCount,
          pairs.map(([user]) => user),
          pairs.map(([, item]) => item),
        ),
      ),
      rows: fc
        .array(fc.nat(userCount - 1), { minLength: 1, maxLength: 12 })
        .map((rows) => Int32Array.from(rows)),
      k: fc.integer({ min: 1, max: itemCount }),
    });
  });

test('equals sorting all items by score, then index, without the masked ones', () => {
  fc.assert(
    fc.property(cases, (options) => {
      const { users, items, dimensions, mask, rows, k } = options;
      const score = (user: number, item: number) => {
        let sum = 0;
        for (let at = 0; at < dimensions; at++)
          sum += users[user * dimensions + at] * items[item * dimensions + at];
        return sum;
      };
      const expected = Array.from(rows, (user) => {
        const ranked = [...Array(items.length / dimensions).keys()]
          .filter((item) => !contains(mask, user, item))
          .sort((first, second) => score(user, second) - score(user, first) || first - second)
          .slice(0, k);
        return [...ranked, ...Array(k - ranked.length).fill(-1)];
      });
      expect([...rankTopK(options)]).toEqual(expected.flat());
    }),
  );
});

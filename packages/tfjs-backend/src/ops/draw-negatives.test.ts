import { contains, createRandom, csrFromPairs } from '@hnlm/core';
import * as tf from '@tensorflow/tfjs';
import fc from 'fast-check';
import { afterAll, expect, test } from 'vitest';
import { useBackend } from '../use-backend.ts';
import { drawNegatives } from './draw-negatives.ts';

afterAll(() => useBackend('hnlm', {}));

const keys = fc.tuple(fc.nat(0xffffffff), fc.nat(0xffffffff));

test('draws no positive, and on cpu the items that it draws on hnlm', async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.record({
        users: fc.integer({ min: 1, max: 5 }),
        items: fc.oneof(fc.integer({ min: 2, max: 9 }), fc.integer({ min: 2, max: 2 ** 31 - 1 })),
        batch: fc.nat(9),
        per: fc.integer({ min: 1, max: 7 }),
        key: keys,
        seed: fc.nat(1000),
      }),
      async ({ users, items, batch, per, key, seed }) => {
        const random = createRandom(seed);
        // All items but one at most, so that rejection needs many attempts.
        const pairs = random.integer(40);
        const interactions = csrFromPairs(
          users,
          items,
          Array.from({ length: pairs }, () => random.integer(users)),
          Array.from({ length: pairs }, () => random.integer(Math.min(items, 10) - 1)),
        );
        const rows = Int32Array.from({ length: batch }, () => random.integer(users));
        const before = tf.memory().numTensors;
        await useBackend('cpu');
        const expected = drawNegatives(interactions, rows, per, key);
        await useBackend('hnlm');
        expect(drawNegatives(interactions, rows, per, key)).toEqual(expected);
        expect(tf.memory().numTensors).toBe(before);
        for (const [place, item] of expected.entries()) {
          expect(item >= 0 && item < items).toBe(true);
          expect(contains(interactions, rows[Math.floor(place / per)], item)).toBe(false);
        }
      },
    ),
  );
});

test('1, 2 and 3 threads draw the same items; another key draws others', async () => {
  const interactions = csrFromPairs(50, 40, [1, 1, 7], [3, 8, 0]);
  const rows = Int32Array.from({ length: 20_001 }, (_, n) => n % 50);
  const drawn: Int32Array[] = [];
  for (const threads of [1, 2, 3]) {
    await useBackend('hnlm', { threads });
    drawn.push(drawNegatives(interactions, rows, 3, [1, 2]));
  }
  expect(drawn[1]).toEqual(drawn[0]);
  expect(drawn[2]).toEqual(drawn[0]);
  expect(drawNegatives(interactions, rows, 3, [2, 2])).not.toEqual(drawn[0]);
});

test('every item that is no positive is drawn about equally often', async () => {
  await useBackend('hnlm');
  const interactions = csrFromPairs(1, 10, [0, 0], [3, 4]);
  const counts = new Array(10).fill(0);
  for (const item of drawNegatives(interactions, new Int32Array(4000), 10, [5, 6])) counts[item]++;
  expect(counts.splice(3, 2)).toEqual([0, 0]);
  // 5,000 each; six standard deviations of a binomial are 397.
  for (const count of counts) expect(Math.abs(count - 5000)).toBeLessThan(397);
});

test('a user with every item as a positive and a user out of range are refused', () => {
  const interactions = csrFromPairs(2, 2, [1, 1], [0, 1]);
  const draw = (user: number) => () => drawNegatives(interactions, Int32Array.of(0, user), 1, [0, 0]);
  expect(draw(1)).toThrow(expect.objectContaining({ code: 'NO_NEGATIVE', evidence: { user: 1 } }));
  expect(draw(2)).toThrow(expect.objectContaining({ code: 'ROW_RANGE' }));
});

import { createRandom } from '@hnlm/core';
import * as tf from '@tensorflow/tfjs';
import fc from 'fast-check';
import { afterAll, expect, test } from 'vitest';
import { useBackend } from '../use-backend.ts';
import { type TopCandidatesOptions, topCandidates } from './top-candidates.ts';

afterAll(() => useBackend('hnlm', {}));

/** Runs with tables of the current backend, and leaves no tensor behind. */
function run(
  users: Float32Array,
  items: Float32Array,
  d: number,
  rows: Int32Array,
  candidates: Int32Array,
  options: TopCandidatesOptions,
) {
  const before = tf.memory().numTensors;
  const tables = [users, items].map((values) => tf.tensor2d(values, [values.length / d, d]));
  try {
    return topCandidates(tables[0], tables[1], rows, candidates, options);
  } finally {
    tf.dispose(tables);
    expect(tf.memory().numTensors).toBe(before);
  }
}

test('gives the first columns of a stable sort by score, on hnlm and on cpu', async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.record({
        d: fc.integer({ min: 1, max: 19 }),
        batch: fc.integer({ min: 1, max: 6 }),
        per: fc.integer({ min: 1, max: 11 }),
        top: fc.integer({ min: 1, max: 11 }),
        itemParts: fc.integer({ min: 1, max: 3 }),
        allParts: fc.boolean(),
        numbers: fc.boolean(),
        seed: fc.nat(1000),
      }),
      async ({ d, batch, per, top: wanted, itemParts, allParts, numbers, seed }) => {
        const random = createRandom(seed);
        const top = Math.min(wanted, per);
        // Small integers: exact in any order of addition, with many ties.
        const values = (rows: number) => Float32Array.from({ length: rows * d }, () => random.integer(5) - 2);
        const userParts = allParts ? itemParts : 1;
        const [users, items] = [values(3 * userParts), values(4 * itemParts)];
        if (!numbers) items[random.integer(items.length)] = Number.NaN;
        const rows = Int32Array.from({ length: batch }, () => random.integer(3));
        const candidates = Int32Array.from({ length: batch * per }, () => random.integer(4));
        const expectedOf = (part: number) => (row: number, n: number) => {
          const scores = Array.from({ length: per }, (_, column) => {
            const user = (userParts === 1 ? 0 : 3 * part) + row;
            const item = 4 * part + candidates[n * per + column];
            let sum = 0;
            for (let c = 0; c < d; c++) sum += users[user * d + c] * items[item * d + c];
            return Number.isNaN(sum) ? -Infinity : sum;
          });
          const order = scores.map((score, column) => ({ score, column }));
          order.sort((a, b) => (a.score === b.score ? a.column - b.column : b.score - a.score));
          return order.slice(0, top).map(({ column }) => column);
        };
        const expected = Array.from({ length: itemParts }, (_, part) =>
          [...rows].flatMap(expectedOf(part)),
        ).flat();
        for (const backend of ['hnlm', 'cpu']) {
          await useBackend(backend);
          expect([...run(users, items, d, rows, candidates, { top, userParts, itemParts })]).toEqual(
            expected,
          );
        }
      },
    ),
  );
});

test('1, 2 and 3 threads take the same columns', async () => {
  const random = createRandom(2);
  const values = (length: number) => Float32Array.from({ length }, () => random.normal());
  const [users, items] = [values(100 * 33), values(200 * 33)];
  const rows = Int32Array.from({ length: 700 }, () => random.integer(100));
  const candidates = Int32Array.from({ length: 700 * 9 }, () => random.integer(200));
  const found: Int32Array[] = [];
  for (const threads of [1, 2, 3]) {
    await useBackend('hnlm', { threads });
    found.push(run(users, items, 33, rows, candidates, { top: 4 }));
  }
  expect(found[1]).toEqual(found[0]);
  expect(found[2]).toEqual(found[0]);
});

test('shapes that do not fit and rows out of range are refused', async () => {
  await useBackend('hnlm');
  const two = new Float32Array(4);
  const call = (rows: number[], candidates: number[], top: number) => () =>
    run(two, two, 2, Int32Array.from(rows), Int32Array.from(candidates), { top });
  const code = (expected: string) => expect.objectContaining({ code: expected });
  expect(call([0, 1], [0, 1, 1], 1)).toThrow(code('SHAPE'));
  expect(call([0], [0, 1], 3)).toThrow(code('SHAPE'));
  expect(call([0], [0, 1], 0)).toThrow(code('SHAPE'));
  expect(call([2], [0, 1], 1)).toThrow(code('ROW_RANGE'));
  expect(call([0], [0, 2], 1)).toThrow(code('ROW_RANGE'));
  expect(call([], [], 1)()).toHaveLength(0);
  tf.tidy(() => {
    const [narrow, wide] = [tf.zeros([2, 2]), tf.zeros([2, 3])] as tf.Tensor2D[];
    const fail = () => topCandidates(narrow, wide, Int32Array.of(0), Int32Array.of(0));
    expect(fail).toThrow(code('SHAPE'));
    const parts = (options: TopCandidatesOptions) => () =>
      topCandidates(wide, wide, Int32Array.of(0), Int32Array.of(0), options);
    expect(parts({ itemParts: 2 })()).toHaveLength(2);
    expect(parts({ itemParts: 3 })).toThrow(code('SHAPE'));
    expect(parts({ itemParts: 1, userParts: 2 })).toThrow(code('SHAPE'));
  });
});

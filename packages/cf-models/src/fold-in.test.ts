import { createRandom, idMap, type Model } from '@hnlm/core';
import { useBackend } from '@hnlm/tfjs-backend';
import fc from 'fast-check';
import { beforeAll, expect, test } from 'vitest';
import { smallWorld } from './__fixtures__/small-world.ts';
import { cml } from './backbones/cml.ts';
import { embeddingsOf } from './embeddings-of.ts';
import { addItems, foldInItems, foldInUsers } from './fold-in.ts';
import { recommend } from './recommend.ts';
import { ridgeSolver } from './ridge-solver.ts';

beforeAll(() => useBackend('hnlm'));

const model: Model = {
  users: idMap(['ann', 'bob']),
  items: idMap(['x', 'y', 'z']),
  dimensions: 2,
  userEmbeddings: Float32Array.of(1, 0, 0, 1),
  itemEmbeddings: Float32Array.of(2, 0, 0, 1, 1, 1),
};

test('the solver solves: (TᵀT + r tr/d) x = b', () => {
  const tables = fc.array(fc.integer({ min: -24, max: 24 }), { minLength: 12, maxLength: 12 });
  fc.assert(
    fc.property(tables, fc.double({ min: 0.1, max: 10, noNaN: true }), (values, r) => {
      const table = Float32Array.from(values, (value) => value / 8 || 0.5);
      const x = ridgeSolver(table, 3, r)(Float64Array.of(1, -2, 3));
      const trace = table.reduce((sum, value) => sum + value * value, 0);
      for (const [row, b] of [1, -2, 3].entries()) {
        let left = ((r * trace) / 3) * x[row];
        for (let n = 0; n < 12; n += 3) {
          for (let c = 0; c < 3; c++) left += table[n + row] * table[n + c] * x[c];
        }
        expect(left).toBeCloseTo(b, 6);
      }
    }),
  );
  expect([...ridgeSolver(new Float32Array(6), 3, 1)(Float64Array.of(1, 2, 3))]).toEqual([0, 0, 0]);
});

test('a new user gets the ridge regression on the items', () => {
  // VᵀV = [[5, 1], [1, 2]], trace 7; with r = 2 the matrix is [[12, 1], [1, 9]] of determinant 107, and b = (2, 1).
  const larger = foldInUsers(model, [{ id: 'zoe', met: ['x', 'y', 'x'] }], { ridge: 2 });
  expect(larger.users.ids).toEqual(['ann', 'bob', 'zoe']);
  expect(larger.userEmbeddings[4]).toBeCloseTo(17 / 107, 6);
  expect(larger.userEmbeddings[5]).toBeCloseTo(10 / 107, 6);
  expect(model.users.size).toBe(2);
  expect(recommend(larger, 'zoe', 3, { exclude: ['x', 'y'] }).map(({ item }) => item)).toEqual(['z']);
});

test('a new item is as long as the others are on average, and points to its users', () => {
  const larger = foldInItems(model, [{ id: 'new', met: ['bob'] }]);
  const row = larger.itemEmbeddings.slice(6);
  expect(Math.hypot(...row)).toBeCloseTo((2 + 1 + Math.SQRT2) / 3, 5);
  expect(row[0]).toBeCloseTo(0, 6);
  expect(recommend(larger, 'bob', 1)[0].item).toBe('new');
  expect(addItems(model, ['new'], Float32Array.of(3, 4)).itemEmbeddings.slice(6)).toEqual(
    Float32Array.of(3, 4),
  );
});

test('a vector that holds no number is named', () => {
  const add = () => addItems(model, ['new', 'newer'], Float32Array.of(1, 2, 3, Number.NaN));
  expect(add).toThrow('the vector of item "newer" holds NaN');
});

test('a model that ranks by distance is refused', () => {
  const { train: data } = smallWorld();
  const prepared = cml({ dim: 4 }).prepare({ data, random: createRandom(1) });
  const metric: Model = { users: data.users, items: data.items, ...embeddingsOf(prepared) };
  const refusal = expect.objectContaining({ code: 'FOLD_IN', message: expect.stringContaining('distance') });
  expect(() => foldInUsers(metric, [{ id: 'zoe', met: ['item-0'] }])).toThrow(refusal);
  expect(() => foldInItems(metric, [{ id: 'new', met: ['user-0'] }])).toThrow(refusal);
});

test.each<[string, () => unknown]>([
  ['an id that is known', () => foldInUsers(model, [{ id: 'ann', met: ['x'] }])],
  ['an unknown item', () => foldInUsers(model, [{ id: 'zoe', met: ['q'] }])],
  ['a user without items', () => foldInUsers(model, [{ id: 'zoe', met: [] }])],
  ['vectors of another length', () => addItems(model, ['new'], Float32Array.of(1))],
  ['vectors that are no numbers', () => addItems(model, ['new'], Float32Array.of(1, Number.NaN))],
])('refuses %s', (_what, run) => {
  expect(run).toThrow(expect.objectContaining({ code: 'FOLD_IN' }));
});

import { createRandom } from '@hnlm/core';
import { useBackend } from '@hnlm/tfjs-backend';
import { beforeAll, expect, test } from 'vitest';
import { meanDensely, propagateDensely } from '../__fixtures__/propagate-densely.ts';
import { testBackbone } from '../testing/test-backbone.ts';
import { tiny } from '../testing/tiny-batch.ts';
import { type LightGCNOptions, lightGCN } from './light-gcn.ts';

beforeAll(() => useBackend('hnlm'));

test.each<LightGCNOptions>([{ ownLayer: false }, { pooling: 'sum' }])('%o keeps the contract', (options) =>
  testBackbone(() => lightGCN({ dim: 8, layers: 2, ...options })),
);

test.each<[LightGCNOptions, number, number]>([
  [{}, 0, 1],
  [{ ownLayer: false }, 1, 1],
  [{ pooling: 'sum' }, 0, 3],
  [{ pooling: 'sum', ownLayer: false }, 1, 2],
])('%o is what the formula gives', (options, from, factor) => {
  const { parameters, encode } = lightGCN({ dim: 4, layers: 2, ...options }).prepare({
    ...{ data: tiny, random: createRandom(3) },
  });
  const table = (name: string) => parameters[name].arraySync() as number[][];
  const tables = { users: table('users'), items: table('items') };
  const layers = propagateDensely(tables, [tiny.interactions, tiny.interactions]).slice(from);
  const expected = meanDensely(layers);
  const found = encode().all();
  for (const side of ['users', 'items'] as const) {
    for (const [n, row] of found[side].arraySync().entries()) {
      for (const [c, value] of row.entries()) expect(value).toBeCloseTo(factor * expected[side][n][c], 5);
    }
  }
});

test('no layer at all, and a pooling that is none, are refused', () => {
  expect(() => lightGCN({ layers: 0, ownLayer: false })).toThrow(expect.objectContaining({ code: 'OPTION' }));
  expect(() => lightGCN({ pooling: 'max' as never })).toThrow(expect.objectContaining({ code: 'OPTION' }));
});

import { useBackend } from '@hnlm/tfjs-backend';
import { beforeAll, expect, test } from 'vitest';
import { candidatesOf, dot, drawByHop, hopSetting, pooled } from '../__fixtures__/hop-setting.ts';
import { batch } from '../__fixtures__/small-batch.ts';
import { testSampler } from '../testing/index.ts';
import { dins } from './dins.ts';

beforeAll(() => useBackend('hnlm'));

test.each([
  ['mean', 1],
  ['concat', 1],
  ['mean', 3],
] as const)('hops by %s, %i negatives: the hardest part, mixed in each dimension', (pooling, k) => {
  const [alpha, candidates] = [0.7, 5];
  const { encoding, count, item, scoring } = hopSetting(pooling);
  const { vectors, ego } = drawByHop(dins({ candidates, alpha, negatives: k }), encoding);
  const of = candidatesOf(k, candidates);
  for (let row = 0; row < k * batch.users.length; row++) {
    const b = Math.floor(row / k);
    const parts = Array.from({ length: count }, (_, h) => {
      const user = scoring(h, batch.users[b]);
      const scores = of(row).map((one) => dot(user, item(h, one)));
      const hardest = item(h, of(row)[scores.indexOf(Math.max(...scores))]);
      return item(h, batch.items[b]).map((p, c) => {
        const [ofHardest, ofPositive] = [Math.exp(user[c] * hardest[c]), alpha * Math.exp(user[c] * p)];
        const weight = ofHardest / (ofHardest + ofPositive);
        return weight * hardest[c] + (1 - weight) * p;
      });
    });
    for (const [c, value] of pooled(pooling, parts).entries()) expect(vectors[row][c]).toBeCloseTo(value, 4);
    for (const [c, value] of parts[0].entries()) expect(ego[row][c]).toBeCloseTo(value, 4);
  }
});

test('keeps the contract', () => testSampler(() => dins({ candidates: 4, negatives: 2 })), 30_000);

test('alpha 0 is one clear error', () => {
  expect(() => dins({ alpha: 0 })).toThrow(expect.objectContaining({ code: 'OPTION' }));
});

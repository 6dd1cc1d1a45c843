import { createRandom } from '@hnlm/core';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { aliasTable } from './alias-table.ts';

test('draws in proportion to the weights', () => {
  const weights = [0, 1, 5, 0.5, 3.5];
  const table = aliasTable(weights);
  const random = createRandom(3);
  const counts = weights.map(() => 0);
  for (let n = 0; n < 100_000; n++) counts[table.draw(random)]++;
  // Six standard deviations of a binomial of 100,000 draws are below 950.
  for (const [n, weight] of weights.entries())
    expect(Math.abs(counts[n] - weight * 10_000)).toBeLessThan(950);
  expect(counts[0]).toBe(0);
});

test('never draws what has no weight, whatever the others are', () => {
  const anyWeights = fc.array(fc.oneof(fc.constant(0), fc.double({ min: 1e-9, max: 1e9, noNaN: true })), {
    minLength: 1,
    maxLength: 30,
  });
  fc.assert(
    fc.property(anyWeights, fc.nat(), (weights, seed) => {
      fc.pre(weights.some((weight) => weight > 0));
      const table = aliasTable(weights);
      const random = createRandom(seed);
      for (let n = 0; n < 100; n++) expect(weights[table.draw(random)]).toBeGreaterThan(0);
    }),
  );
});

test.each([[[0, 0]], [[]], [[1, -1]], [[Number.NaN]], [[Number.POSITIVE_INFINITY]]])(
  'refuses %j',
  (weights) => {
    expect(() => aliasTable(weights)).toThrow(expect.objectContaining({ code: 'OPTION' }));
  },
);

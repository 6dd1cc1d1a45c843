import { createRandom } from '@hnlm/core';
import { expect, test } from 'vitest';
import { vectorSimilarity } from './vector-similarity.ts';

const table = (values: readonly number[], dimensions = 2) => ({
  values: Float32Array.from(values),
  dimensions,
});

test('cosines by hand: 1, 0, -1 and .8, whatever the lengths', () => {
  const found = vectorSimilarity(table([1, 0, 0, 2, 3, 0, 3, 4]), table([5, 0, 1, 0, -1, 0, 0, 2]));
  expect(found.mean).toBeCloseTo(0.2, 12);
  expect(found.quantiles['50']).toBeCloseTo(0.4, 12);
  expect(found).toMatchObject({ pairs: 4, zeros: 0 });
  expect(found.sd).toBeCloseTo(Math.sqrt((0.64 + 0.04 + 1.44 + 0.36) / 3), 12);
});

test('leaves out vectors without direction and says so', () => {
  expect(vectorSimilarity(table([0, 0, 1, 1]), table([1, 0, 2, 2]))).toMatchObject({ pairs: 1, zeros: 1 });
});

test('random vectors of many dimensions are at right angles', () => {
  const random = createRandom(1);
  const draw = () =>
    table(
      Array.from({ length: 64 * 300 }, () => random.normal()),
      64,
    );
  const { mean, sd } = vectorSimilarity(draw(), draw());
  expect(Math.abs(mean)).toBeLessThan(0.03);
  expect(sd).toBeCloseTo(1 / 8, 1);
});

test('refuses tables of different shape, and nothing to compare', () => {
  expect(() => vectorSimilarity(table([1, 0]), table([1, 0, 0, 1]))).toThrow('row by row');
  expect(() => vectorSimilarity(table([1, 0, 0]), table([1, 0, 0]))).toThrow('3 values of 2 dimensions');
  expect(() => vectorSimilarity(table([0, 0]), table([1, 0]))).toThrow('cannot average 0 values');
  expect(() => vectorSimilarity(table([Number.NaN, 0]), table([1, 0]))).toThrow('whose sum is NaN');
});

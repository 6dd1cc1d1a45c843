import { createRandom } from '@hnlm/core';
import { describe, expect, test } from 'vitest';
import { bootstrapMean } from './bootstrap-mean.ts';

const random = createRandom(1);

describe('bootstrapMean', () => {
  test('of many normal values is that of the normal distribution', () => {
    const values = Float64Array.from({ length: 2000 }, () => 3 + random.normal());
    const mean = values.reduce((sum, value) => sum + value, 0) / 2000;
    for (const method of ['bca', 'percentile'] as const) {
      const { low, high, level } = bootstrapMean(values, { random: createRandom(2), method });
      expect(level).toBe(0.95);
      expect(Math.abs(mean - low - 1.96 / Math.sqrt(2000))).toBeLessThan(0.005);
      expect(Math.abs(high - mean - 1.96 / Math.sqrt(2000))).toBeLessThan(0.005);
    }
  });

  test('holds the true mean of skewed values about as often as its level says', () => {
    const trials = 300;
    const held = { bca: 0, percentile: 0 };
    for (let trial = 0; trial < trials; trial++) {
      const stream = createRandom('skewed').split(trial);
      const values = Float64Array.from({ length: 40 }, () => -Math.log(1 - stream.uniform()));
      for (const method of ['bca', 'percentile'] as const) {
        const { low, high } = bootstrapMean(values, {
          random: stream.split('b'),
          method,
          level: 0.9,
          resamples: 399,
        });
        if (low <= 1 && 1 <= high) held[method]++;
      }
    }
    // Four standard errors are .07; both fall a little short on 40 skewed values.
    expect(held.bca / trials).toBeGreaterThan(0.83);
    expect(held.bca / trials).toBeLessThan(0.96);
    expect(held.bca).toBeGreaterThanOrEqual(held.percentile - 6);
  });

  test('moves towards the long tail, which the percentile interval does not', () => {
    const skewed = Float64Array.from({ length: 30 }, (_, index) => (index < 27 ? 0 : 1));
    const bca = bootstrapMean(skewed, { random: createRandom(4) });
    const percentile = bootstrapMean(skewed, { random: createRandom(4), method: 'percentile' });
    expect(bca.high).toBeGreaterThanOrEqual(percentile.high);
    expect(bca.low).toBeGreaterThan(percentile.low);
  });

  test('of equal values is a point, and repeats with the seed', () => {
    expect(bootstrapMean([2, 2, 2], { random })).toEqual({ low: 2, high: 2, level: 0.95 });
    const run = () => bootstrapMean([1, 5, 2, 8], { random: createRandom(9), resamples: 50 });
    expect(run()).toEqual(run());
  });

  test('refuses no values, NaN, and a level that is none', () => {
    expect(() => bootstrapMean([], { random })).toThrow('cannot average 0 values');
    expect(() => bootstrapMean([1, Number.NaN], { random })).toThrow('whose sum is NaN');
    expect(() => bootstrapMean([1, 2], { random, level: 95 })).toThrow('95 is no confidence level');
  });
});

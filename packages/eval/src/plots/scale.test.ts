import fc from 'fast-check';
import { expect, test } from 'vitest';
import { linearScale, logScale, logTicks, niceTicks } from './scale.ts';

test.each([
  [0, 0.4179, 5, [0, 0.1, 0.2, 0.3, 0.4, 0.5], 1],
  [0.14, 0.303, 6, [0.1, 0.15, 0.2, 0.25, 0.3, 0.35], 2],
  [5, 40, 8, [5, 10, 15, 20, 25, 30, 35, 40], 0],
])('ticks from %f to %f', (low, high, count, values, decimals) => {
  expect(niceTicks(low, high, count)).toEqual({ values, decimals });
});

test('ticks enclose the data, ascend, and are few', () => {
  const value = fc.double({ min: -1e6, max: 1e6, noNaN: true }).filter((x) => x === 0 || Math.abs(x) > 1e-6);
  fc.assert(
    fc.property(value, value, fc.integer({ min: 2, max: 10 }), (first, second, count) => {
      const [low, high] = [Math.min(first, second), Math.max(first, second)];
      fc.pre(high === low || high - low > 1e-6 * Math.abs(high + low));
      const { values } = niceTicks(low, high, count);
      const slack = 1e-6 * Math.max(Math.abs(low), Math.abs(high), 1e-3);
      expect(values[0]).toBeLessThanOrEqual(low + slack);
      expect(values.at(-1)).toBeGreaterThanOrEqual(high - slack);
      expect(values.length).toBeLessThanOrEqual(count + 3);
      for (let index = 1; index < values.length; index++)
        expect(values[index]).toBeGreaterThan(values[index - 1]);
    }),
  );
});

test('a scale maps ends to ends, and a domain of no width to its start', () => {
  const scale = linearScale([2, 4], [100, 0]);
  expect([2, 3, 4].map(scale)).toEqual([100, 50, 0]);
  expect(linearScale([2, 2], [100, 0])(2)).toBe(100);
});

test.each([
  [1, 1682, [1, 2000], [1, 10, 100, 1000]],
  [0.02, 0.3, [0.02, 0.5], [0.02, 0.05, 0.1, 0.2, 0.5]],
  [10, 10, [5, 20], [5, 10, 20]],
  [1e-12, 1e3, [1e-12, 1e3], [1e-12, 1e-10, 1e-8, 1e-6, 1e-4, 0.01, 1, 100]],
])('logarithmic ticks from %f to %f', (low, high, ends, values) => {
  expect(logTicks(low, high)).toEqual({ ends, values });
});

test('a logarithmic scale puts equal factors equally far apart', () => {
  const scale = logScale([1, 1000], [0, 300]);
  for (const [value, at] of [1, 10, 100, 1000].entries()) expect(scale(at)).toBeCloseTo(100 * value, 9);
});

import { expect, test } from 'vitest';
import { normalQuantile, normalUpperTail } from './normal.ts';

// scipy.special.ndtr(-z) of scipy 1.10.
test.each([
  [0, 0.5],
  [0.1, 0.460172162722971],
  [1.5, 0.06680720126885806],
  [1.74, 0.040929508978807365],
  [3, 0.0013498980316300944],
  [12, 1.7764821120776667e-33],
  [37, 5.725571222524526e-300],
])('the tail above %s', (z, tail) => {
  expect(Math.abs(normalUpperTail(z) / tail - 1)).toBeLessThan(1e-12);
  expect(normalUpperTail(-z)).toBeCloseTo(1 - tail, 15);
});

test('quantiles invert it', () => {
  for (const p of [1e-10, 0.001, 0.025, 0.3, 0.5, 0.7, 0.975]) {
    expect(normalUpperTail(-normalQuantile(p)) / p).toBeCloseTo(1, 12);
  }
  expect(normalQuantile(0.975)).toBeCloseTo(1.959963984540054, 14);
});

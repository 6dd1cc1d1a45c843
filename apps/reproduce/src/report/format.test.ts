import { expect, test } from 'vitest';
import { formatChange, formatP, formatSpread } from './format.ts';

test.each([
  [0.04, '+4.0 %'],
  [-0.0096, '−1.0 %'],
  [0.0004, '±0.0 %'],
  [-0.0004, '±0.0 %'],
  [1.234, '+123.4 %'],
])('a change of %f reads %s', (change, text) => expect(formatChange(change)).toBe(text));

test.each([
  [0, 'p < .0001'],
  [0.0005, 'p = .0005'],
  [0.0234, 'p = .023'],
  [0.32, 'p = .32'],
  [0.999, 'p = 1'],
])('a p of %f reads "%s"', (p, text) => expect(formatP(p)).toBe(text));

test('a single run shows no spread', () => {
  expect(formatSpread({ mean: 0.25, sd: 0 }, 1)).toBe('0.2500');
  expect(formatSpread({ mean: 0.25, sd: 0.01 }, 3)).toBe('0.2500 ± 0.0100');
});

import { expect, test } from 'vitest';
import { numberText, percentText } from './number-text.ts';

test.each([
  [0.4179, 4, '0.4179'],
  [-0.5, 2, '−0.50'],
  [1682, 0, '1682'],
  [41_000, 0, '41,000'],
  [1_234_567.5, 1, '1,234,567.5'],
  [12_000_000, 0, '1.2×10⁷'],
  [-2e90, 0, '−2×10⁹⁰'],
  [0.00000012, 8, '1.2×10⁻⁷'],
  [0, 9, '0'],
])('%f with %i decimals', (value, decimals, text) => {
  expect(numberText(value, decimals)).toBe(text);
});

test('percentages', () => {
  expect(percentText(0.125, 1)).toBe('12.5 %');
});

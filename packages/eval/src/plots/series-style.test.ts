import { expect, test } from 'vitest';
import { dashOf, hueOf, shapePath } from './series-style.ts';

test('36 series differ in colour and dashes, and in colour and shape', () => {
  const all = Array.from({ length: 36 }, (_, index) => index);
  expect(new Set(all.map((index) => `${hueOf(index)} ${dashOf(index)}`)).size).toBe(36);
  expect(new Set(all.map((index) => `${hueOf(index)} ${shapePath(index, 0, 0, 4)}`)).size).toBe(36);
});

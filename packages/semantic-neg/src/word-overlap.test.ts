import { expect, it } from 'vitest';
import { wordOverlap } from './word-overlap.ts';

it('compares texts by their distinct words', () => {
  const overlap = wordOverlap(['Likes wood, likes tea.', 'likes tea and wood', 'steel', '']);
  expect(overlap(0, 0)).toBe(1);
  expect(overlap(0, 1)).toBe(3 / 4);
  expect(overlap(0, 2)).toBe(0);
  expect(overlap(3, 3)).toBe(0);
});

import { expect, it } from 'vitest';
import { hitOverlap } from './hit-overlap.ts';

const keys = (from: number, to: number) => Array.from({ length: to - from }, (_, n) => `${from + n}`);

it('finds the figure of the paper: 253 and 166 hits, 29 shared', () => {
  const overlap = hitOverlap(keys(0, 253), keys(224, 390));
  expect(overlap).toMatchObject({ both: 29, onlyFirst: 224, onlySecond: 137 });
  expect(overlap.iou).toBeCloseTo(0.074, 3);
});

it('counts repeats once, and nothing as no overlap', () => {
  expect(hitOverlap(['a', 'a', 'b'], ['a']).iou).toBe(0.5);
  expect(hitOverlap([], [])).toEqual({ both: 0, onlyFirst: 0, onlySecond: 0, iou: 0 });
});

import { describe, expect, it } from 'vitest';
import { median, quantile, spread } from './statistics.ts';

describe('quantile', () => {
  it('interpolates between neighbours, in any order', () => {
    expect(quantile([4, 1, 3, 2], 0.25)).toBe(1.75);
    expect(quantile([4, 1, 3, 2], 1)).toBe(4);
  });

  it('sorts by value, not by text', () => {
    expect(median([10, 9, 100])).toBe(10);
  });
});

describe('spread', () => {
  it('rounds median and quartiles to three digits', () => {
    expect(spread([1.23456, 2.34567, 345.678])).toEqual({ q1: 1.79, median: 2.35, q3: 174 });
  });
});

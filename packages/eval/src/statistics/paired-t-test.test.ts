import { describe, expect, test } from 'vitest';
// Written by student-t.py beside it, by integrating the density with 50 digits.
import reference from './__fixtures__/student-t.json' with { type: 'json' };
import { meanAndSd } from './mean-and-sd.ts';
import { pairedTTest } from './paired-t-test.ts';
import { studentTTwoSided } from './student-t.ts';

describe('studentTTwoSided', () => {
  test.each(reference)('t = $t with $df degrees of freedom: $p', ({ t, df, p }) => {
    expect(Math.abs(studentTTwoSided(t, df) / Number(p) - 1)).toBeLessThan(1e-9);
    expect(studentTTwoSided(-t, df)).toBe(studentTTwoSided(t, df));
  });

  test('has closed forms for 1 and 2 degrees of freedom', () => {
    for (const t of [0, 0.01, 0.3, 1, 1.9, 7, 300]) {
      expect(studentTTwoSided(t, 1)).toBeCloseTo(1 - (2 / Math.PI) * Math.atan(t), 13);
      expect(studentTTwoSided(t, 2)).toBeCloseTo(1 - t / Math.sqrt(2 + t * t), 13);
    }
  });
});

describe('pairedTTest', () => {
  test('agrees with the sleep data of Student (1908): t = -4.0621, p = .002833', () => {
    const first = [0.7, -1.6, -0.2, -1.2, -0.1, 3.4, 3.7, 0.8, 0.0, 2.0];
    const second = [1.9, 0.8, 1.1, 0.1, -0.1, 4.4, 5.5, 1.6, 4.6, 3.4];
    const { difference, t, p, n } = pairedTTest(first, second);
    expect(n).toBe(10);
    expect(difference).toBeCloseTo(-1.58, 12);
    expect(t).toBeCloseTo(-4.0621, 4);
    expect(p).toBeCloseTo(0.002833, 6);
  });

  test('equal lists do not differ; a constant shift is certain', () => {
    expect(pairedTTest([1, 2, 3], [1, 2, 3])).toEqual({ difference: 0, t: 0, p: 1, n: 3 });
    expect(pairedTTest([2, 3, 4], [1, 2, 3])).toEqual({
      difference: 1,
      t: Number.POSITIVE_INFINITY,
      p: 0,
      n: 3,
    });
  });

  test('refuses lists of different length, single pairs and NaN', () => {
    expect(() => pairedTTest([1, 2], [1])).toThrow('cannot pair 2 with 1 values');
    expect(() => pairedTTest([1], [1])).toThrow('cannot pair');
    expect(() => pairedTTest([1, NaN], [1, 2])).toThrow('pair 1 holds NaN and 2');
  });
});

describe('meanAndSd', () => {
  test('divides by n - 1', () => {
    expect(meanAndSd([2, 4, 4, 4, 5, 5, 7, 9])).toEqual({ mean: 5, sd: Math.sqrt(32 / 7) });
    expect(meanAndSd(Float64Array.of(3))).toEqual({ mean: 3, sd: 0 });
  });

  test('refuses an empty list', () => {
    expect(() => meanAndSd([])).toThrow('cannot average 0 values');
  });
});

import { createRandom } from '@hnlm/core';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
// Written by statistics.py beside it, with scipy and numpy.
import reference from './__fixtures__/statistics.json' with { type: 'json' };
import { effectSizes } from './effect-sizes.ts';
import { holm } from './holm.ts';
import { bcaInterval, percentileInterval } from './interval.ts';
import { pairedTTest } from './paired-t-test.ts';
import { permutationTest } from './permutation-test.ts';
import { wilcoxonTest } from './wilcoxon-test.ts';

const random = createRandom(1);
const near = (value: number, expected: number) =>
  expect(Math.abs(value - expected)).toBeLessThanOrEqual(1e-9 * Math.abs(expected) + 1e-15);

describe.each(reference.rows)('$first.length pairs, against scipy', (row) => {
  const { first, second } = row;

  test('t, Wilcoxon and effect sizes', () => {
    near(pairedTTest(first, second).t, row.t);
    near(pairedTTest(first, second).p, row.tP);
    const wilcoxon = wilcoxonTest(first, second);
    near(wilcoxon.statistic, row.wilcoxon);
    near(wilcoxon.p, row.wilcoxonP);
    expect(wilcoxon.method).toBe(row.wilcoxonMethod === 'exact' ? 'exact' : 'normal');
    near(effectSizes(first, second).dz, row.dz);
    near(effectSizes(first, second).rankBiserial, row.rankBiserial);
  });
});

const withAllPatterns = reference.rows.filter(({ permutationP }) => permutationP !== undefined);

test.each(withAllPatterns)('all sign patterns of $first.length pairs, against scipy', (row) => {
  const { p, method } = permutationTest(row.first, row.second, { random });
  near(p, row.permutationP as number);
  expect(method).toBe('exact');
});

const withResamples = reference.rows.filter(({ resampled }) => resampled !== undefined);

test.each(withResamples)('intervals of $first.length pairs from the same resamples, against numpy', (row) => {
  const differences = Float64Array.from(row.first, (value, index) => value - row.second[index]);
  const resampled = Float64Array.from(row.resampled as number[]);
  const bca = bcaInterval(differences, resampled, 0.9);
  const percentile = percentileInterval(resampled, 0.9);
  for (const [end, name] of (['low', 'high'] as const).entries()) {
    near(bca[name], (row.bca as number[])[end]);
    near(percentile[name], (row.percentile as number[])[end]);
  }
});

describe('wilcoxonTest', () => {
  test('drops zeros and says how many', () => {
    expect(wilcoxonTest([1, 2, 3], [1, 2, 3])).toEqual({
      statistic: 0,
      p: 1,
      n: 3,
      zeros: 3,
      method: 'normal',
    });
    expect(wilcoxonTest([1, 2, 3, 9], [1, 2, 3, 4])).toMatchObject({ zeros: 3, method: 'normal' });
  });

  test('five positive differences have the least p that 2^5 patterns allow', () => {
    expect(wilcoxonTest([1, 2, 3, 4, 5], [0, 0, 0, 0, 0]).p).toBe(2 / 32);
  });
});

describe('permutationTest', () => {
  test('by Monte Carlo comes near the t-test, is never 0, and repeats with the seed', () => {
    const { first, second, tP } = reference.rows.find((row) => row.first.length === 200)!;
    const run = () => permutationTest(first, second, { random: createRandom(3), resamples: 4999 });
    const { p, method, patterns } = run();
    // Four standard errors of a share of 4,999 draws.
    expect(Math.abs(p - tP)).toBeLessThan(4 * Math.sqrt((tP * (1 - tP)) / 4999) + 0.005);
    expect([method, patterns]).toEqual(['monte-carlo', 4999]);
    expect(run()).toEqual(run());
    const certain = permutationTest(new Array(40).fill(1), new Array(40).fill(0), { random, resamples: 99 });
    expect(certain.p).toBe(1 / 100);
  });

  test('counts sign patterns as by hand', () => {
    // Differences 2, 1, 3: sums +-6, +-4, +-2, 0, 0; as far as 6: two of eight.
    expect(permutationTest([3, 2, 4], [1, 1, 1], { random }).p).toBe(2 / 8);
    expect(permutationTest([1, 1], [1, 1], { random }).p).toBe(1);
  });

  test('refuses a number of resamples that is none', () => {
    expect(() => permutationTest([1, 2], [2, 1], { random, resamples: 0 })).toThrow(
      'cannot draw 0 resamples',
    );
  });
});

describe('holm', () => {
  test('agrees with numpy on the fixture', () => {
    for (const name of ['tP', 'wilcoxonP'] as const) {
      const adjusted = holm(reference.rows.map((row) => row[name]));
      for (const [index, p] of adjusted.entries()) near(p, reference.holm[name][index]);
    }
  });

  test('multiplies, keeps the order and stays within [p, 1]', () => {
    const adjusted = holm([0.01, 0.04, 0.03]);
    for (const [index, expected] of [0.03, 0.06, 0.06].entries()) near(adjusted[index], expected);
    fc.assert(
      fc.property(fc.array(fc.double({ min: 0, max: 1, noNaN: true }), { maxLength: 12 }), (ps) => {
        const out = holm(ps);
        for (const [index, p] of ps.entries()) {
          expect(out[index]).toBeGreaterThanOrEqual(p);
          expect(out[index]).toBeLessThanOrEqual(Math.min(1, ps.length * p));
        }
        const byP = [...ps.keys()].sort((a, b) => ps[a] - ps[b]);
        for (let place = 1; place < byP.length; place++) {
          expect(out[byP[place]]).toBeGreaterThanOrEqual(out[byP[place - 1]]);
        }
      }),
    );
    expect(() => holm([0.5, 1.5])).toThrow('value 1 is 1.5');
  });
});

test('effect sizes of four pairs, by hand', () => {
  // Differences 1, 2, 0, -1: ranks 1.5, 3, -, 1.5.
  const effect = effectSizes([2, 3, 1, 1], [1, 1, 1, 2]);
  expect(effect).toMatchObject({ improved: 0.5, worsened: 0.25, dominance: 0.25 });
  near(effect.rankBiserial, 3 / 6);
  near(effect.dz, 0.5 / Math.sqrt((0.25 + 2.25 + 0.25 + 2.25) / 3));
});

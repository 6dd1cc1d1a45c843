import { expect, test } from 'vitest';
import { hardnessHistogram } from './hardness-histogram.ts';

const options = {
  title: 'Hardness',
  xLabel: 'percentile',
  series: [{ label: 'DNS', values: [0, 25, 50, 75, 99, 100, 100, 100] }],
  range: [0, 100] as const,
  bins: 4,
};

test('bins hold their lower edge, and the last its upper edge too', () => {
  const svg = hardnessHistogram(options);
  // Shares 1/8, 1/8, 1/8, 5/8; 80 % stands 200 above the bottom at 266.
  const [, path] = /class="line" d="([^"]*)"/.exec(svg)!;
  const tops = [...path.matchAll(/V([\d.]+)H/g)].map((match) => Number(match[1]));
  expect(tops).toHaveLength(4);
  for (const [bin, share] of [1, 1, 1, 5].entries()) {
    expect(tops[bin]).toBeCloseTo(266 - (200 * share) / 8 / 0.8, 0);
  }
  expect(svg).toContain('Medians: DNS 87.00.');
});

test('a panel each on common axes, the reference in all', () => {
  const [one] = options.series;
  const svg = hardnessHistogram({
    ...options,
    series: [one, { ...one, label: 'B' }, { ...one, label: 'C' }, { ...one, label: 'D' }],
    reference: { label: 'uniform', values: [10, 30, 60, 90] },
  });
  expect(svg.match(/class="area"/g)).toHaveLength(4);
  expect(svg.match(/class="line hue-grey" stroke-dasharray="4 3" d="M[\d.]+ [\d.]+V/g)).toHaveLength(4);
  for (const label of ['DNS', 'B', 'C', 'D', 'uniform', 'percentile', 'share of negatives'])
    expect(svg).toContain(`>${label}</text>`);
});

test('refuses values that no bin holds', () => {
  const values = (...values: number[]) => ({ ...options, series: [{ label: 'A', values }] });
  expect(() => hardnessHistogram(values(101))).toThrow('out of 0 to 100');
  expect(() => hardnessHistogram(values(Number.NaN))).toThrow('values of A is NaN');
  expect(() => hardnessHistogram(values())).toThrow('no values of A');
  expect(() => hardnessHistogram({ ...options, bins: 0 })).toThrow('cannot have 0 bins');
  expect(() => hardnessHistogram({ ...options, series: [] })).toThrow('no series');
});

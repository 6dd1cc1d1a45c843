import { expect, test } from 'vitest';
import { falseNegativeCurves } from './false-negative-curves.ts';

const run = [
  { epoch: 0, rate: 0.02, matched: 0.01 },
  { epoch: 10, rate: 0.04, matched: 0.01 },
];
const options = {
  title: 'False negatives',
  against: 'validation positives',
  series: [
    { label: 'DNS', runs: [run] },
    { label: 'uniform', runs: [run.map((point) => ({ ...point, rate: 0.01 }))] },
  ],
};

test('each sampler has a dashed line of matched random negatives in its colour', () => {
  const svg = falseNegativeCurves(options);
  // Rates from 0 at 400 to 4 % at 44; epochs from 70 to 700.
  expect(svg).toMatch(
    /class="hue-0"><title>DNS<\/title><polyline class="line" points="70.0,222.0 700.0,44.0">/,
  );
  expect(svg).toMatch(
    /class="hue-0 faint"><title>[^<]*<\/title><polyline class="line" stroke-dasharray="5 4" points="70.0,311.0 700.0,311.0">/,
  );
  expect(svg.match(/<polyline/g)).toHaveLength(4);
  for (const text of ['0 %', '4 %', 'negatives that are validation positives', 'DNS'])
    expect(svg).toContain(`>${text}</text>`);
  expect(svg).toContain('DNS 4.00 %, random 1.00 %');
});

test('refuses rates that are none', () => {
  const broken = [{ label: 'A', runs: [[{ epoch: 1, rate: Number.NaN, matched: 0 }]] }];
  expect(() => falseNegativeCurves({ ...options, series: broken })).toThrow('one of its points is NaN');
  expect(() => falseNegativeCurves({ ...options, series: [] })).toThrow('has no points');
  const none = [{ label: 'A', runs: [[{ epoch: 1, rate: 0.1, matched: 0 }]] }];
  expect(() => falseNegativeCurves({ ...options, series: none, spacing: 'log' })).toThrow('points is 0');
});

import { expect, test } from 'vitest';
import { metricBars } from './metric-bars.ts';

const options = {
  title: 'Test',
  xLabel: 'NDCG@20',
  bars: [
    { label: 'uniform', mean: 0.25, group: 'baseline' },
    { label: 'DNS <16>', mean: 0.5, sd: 0.1, group: 'baseline' },
    { label: 'random', mean: 0.4, sd: 0.1, group: 'control', indented: true },
  ],
  reference: { label: 'uniform', value: 0.25 },
};

test('bars start at 0 and are as long as their means', () => {
  const svg = metricBars(options);
  const bars = [...svg.matchAll(/<rect class="bar [^"]*" x="260" y="[^"]*" width="([^"]*)"/g)].map((match) =>
    Number(match[1]),
  );
  // The axis ends at .6, 332 pixels from 0.
  expect(bars).toHaveLength(3);
  for (const [index, mean] of [0.25, 0.5, 0.4].entries())
    expect(bars[index]).toBeCloseTo((332 * mean) / 0.6, 1);
});

test('intervals reach one sd to both sides; without sd there is none', () => {
  const svg = metricBars(options);
  const intervals = [...svg.matchAll(/class="interval" d="M([\d.]+) [\d.]+H([\d.]+)m/g)].map((match) => [
    Number(match[1]),
    Number(match[2]),
  ]);
  const at = (value: number) => 260 + (332 * value) / 0.6;
  expect(intervals).toHaveLength(2);
  for (const [index, mean] of [0.5, 0.4].entries()) {
    expect(intervals[index][0]).toBeCloseTo(at(mean - 0.1), 0);
    expect(intervals[index][1]).toBeCloseTo(at(mean + 0.1), 0);
  }
});

test('is described in words, labelled and escaped', () => {
  const svg = metricBars(options);
  expect(svg).toContain(
    '<desc>Bars of NDCG@20. uniform 0.2500; DNS &#60;16&#62; 0.5000 ± 0.1000; random 0.4000 ± 0.1000. Compared with uniform: 0.2500.</desc>',
  );
  for (const label of ['NDCG@20', 'uniform', 'DNS &#60;16&#62;', 'baseline', 'control', 'uniform 0.2500']) {
    expect(svg).toContain(`>${label}</text>`);
  }
});

test('groups differ in colour; those of indented bars are grey', () => {
  const svg = metricBars(options);
  expect(svg.match(/"bar hue-0" x="260"/g)).toHaveLength(2);
  expect(svg.match(/"bar hue-grey" x="260"/g)).toHaveLength(1);
});

test('refuses what has no length', () => {
  expect(() => metricBars({ ...options, bars: [] })).toThrow('has no bars');
  const bars = [{ label: 'X', mean: Number.NaN, group: 'g' }];
  expect(() => metricBars({ ...options, bars })).toThrow('the bar "X" cannot be drawn');
});

test('confidence intervals need not be even, and are named', () => {
  const interval = { low: 0.4, high: 0.55, level: 0.95 };
  const svg = metricBars({ ...options, bars: [{ label: 'A', mean: 0.5, interval, group: 'g' }] });
  const [, low, high] = /class="interval" d="M([\d.]+) [\d.]+H([\d.]+)m/.exec(svg)!;
  expect(Number(low)).toBeCloseTo(260 + (332 * 0.4) / 0.6, 0);
  expect(Number(high)).toBeCloseTo(260 + (332 * 0.55) / 0.6, 0);
  expect(svg).toContain('>95 % interval</text>');
  expect(svg).toContain('A 0.5000 (0.4000 to 0.5500)');
  const turned = { low: 0.6, high: 0.4, level: 0.95 };
  expect(() =>
    metricBars({ ...options, bars: [{ label: 'A', mean: 0.5, interval: turned, group: 'g' }] }),
  ).toThrow('the bar "A" cannot be drawn');
});

test('p-values become stars, and the legend says against what', () => {
  const bars = [0.05, 0.049, 0.009, 0.0009].map((p) => ({ label: `${p}`, mean: 0.5, p, group: 'g' }));
  const svg = metricBars({ ...options, bars, against: 'uniform' });
  const stars = [...svg.matchAll(/class="stars"[^>]*>(\**)<\/text>/g)].map((match) => match[1]);
  expect(stars).toEqual(['', '*', '**', '***', '*']);
  expect(svg).toContain('>p &#60; .05, ** &#60; .01, *** &#60; .001 against uniform</text>');
  expect(metricBars(options)).not.toContain('&#60; .05');
  expect(() => metricBars({ ...options, bars: [{ ...bars[0], p: 1.2 }] })).toThrow('1.2 is no p-value');
});

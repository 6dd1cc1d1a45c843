import { expect, test } from 'vitest';
import { sparsityGroupsPlot } from './sparsity-groups-plot.ts';

const groups = [
  { label: '1-8', userShare: 0.75 },
  { label: '9-40', userShare: 0.25 },
];
const options = {
  title: 'By sparsity',
  yLabel: 'NDCG@20',
  groups,
  series: [
    { label: 'A', values: [{ mean: 0.1 }, { mean: 0.2 }] },
    {
      label: 'B',
      values: [{ mean: 0.15, interval: { low: 0.12, high: 0.18, level: 0.9 }, p: 0.004 }, undefined],
    },
  ],
  against: 'A',
};

test('points lie in their groups at their values, in a shape of their own', () => {
  const svg = sparsityGroupsPlot(options);
  // Columns of 315 from 70 on, shared by two methods; values from .1 at 296 to .2 at 56.
  const marks = [...svg.matchAll(/class="mark" d="M([\d.]+) ([\d.]+)(m[^a-z]*[a-z])/g)].map((match) => [
    Number(match[1]),
    Number(match[2]),
  ]);
  expect(marks).toEqual([
    [164.5, 296],
    [479.5, 56],
    [290.5, 176],
  ]);
  expect(svg).toContain('>**</text>');
  expect(svg).toContain('>90 % interval</text>');
  expect(svg).toContain('A 0.1000, 0.2000; B 0.1500, none.');
});

test('bars below tell how many users a group holds', () => {
  const svg = sparsityGroupsPlot(options);
  const heights = [...svg.matchAll(/class="shares"[^>]* height="([\d.]+)"/g)].map((match) =>
    Number(match[1]),
  );
  expect(heights[0] / heights[1]).toBeCloseTo(3, 2);
  expect(svg).toContain('>75 %</text>');
});

test('refuses what does not fit together', () => {
  const series = [{ label: 'A', values: [{ mean: 1 }] }];
  expect(() => sparsityGroupsPlot({ ...options, series })).toThrow('A has 1 values for 2 groups');
  expect(() => sparsityGroupsPlot({ ...options, groups: [], series: [] })).toThrow('no values');
  const broken = [{ label: 'A', values: [{ mean: 1 }, { mean: Number.NaN }] }];
  expect(() => sparsityGroupsPlot({ ...options, series: broken })).toThrow('one of its values is NaN');
});

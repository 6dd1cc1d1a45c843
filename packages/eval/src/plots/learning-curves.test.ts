import { expect, test } from 'vitest';
import { learningCurves } from './learning-curves.ts';

const points = [
  { x: 0, y: 0 },
  { x: 10, y: 0.5 },
  { x: 20, y: 1 },
];
const options = {
  title: 'Validation <NDCG>',
  xLabel: 'epoch',
  yLabel: 'NDCG@20',
  series: [
    { label: 'A & B', lines: [{ points, mark: points[1] }, { points: points.slice(0, 2) }] },
    { label: 'C', lines: [{ points }] },
  ],
};

test('points lie where their values say', () => {
  const svg = learningCurves(options);
  // The frame reaches from (70, 400) at the lowest values to (700, 44) at the highest.
  expect(svg).toContain('points="70.0,400.0 385.0,222.0 700.0,44.0"');
  expect(svg).toContain('cx="385" cy="222"');
  expect(svg.match(/<polyline/g)).toHaveLength(3);
});

test('is described in words, labelled and escaped', () => {
  const svg = learningCurves(options);
  expect(svg).toContain('<title>Validation &#60;NDCG&#62;</title>');
  expect(svg).toContain(
    '<desc>Lines of NDCG@20 by epoch. Highest values: A &#38; B 1.0000; C 1.0000.</desc>',
  );
  for (const label of ['epoch', 'NDCG@20', 'A &#38; B', 'C']) expect(svg).toContain(`>${label}</text>`);
  expect(svg).not.toContain('A & B');
});

test('a single point is drawn, none is refused', () => {
  const one = learningCurves({
    ...options,
    series: [{ label: 'A', lines: [{ points: points.slice(1, 2) }] }],
  });
  expect(one).not.toContain('NaN');
  expect(() => learningCurves({ ...options, series: [] })).toThrow('has no points to draw');
});

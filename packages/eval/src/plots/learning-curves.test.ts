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

test('values that cannot be drawn are refused, not drawn wrong', () => {
  const withPoint = (point: { x: number; y: number }) => ({
    ...options,
    series: [{ label: 'A', lines: [{ points: [...points, point] }] }],
  });
  expect(() => learningCurves(withPoint({ x: 30, y: Number.NaN }))).toThrow('one of its points is NaN');
  expect(() => learningCurves(withPoint({ x: Infinity, y: 1 }))).toThrow('one of its points is Infinity');
  expect(() => learningCurves({ ...options, xSpacing: 'log' })).toThrow('one of its points is 0');
});

test('a logarithmic axis spaces factors evenly', () => {
  const line = { points: [1, 10, 100, 1000].map((x) => ({ x, y: x / 1000 })) };
  const svg = learningCurves({ ...options, xSpacing: 'log', series: [{ label: 'A', lines: [line] }] });
  const [, path] = /points="([^"]*)"/.exec(svg)!;
  expect(path.split(' ').map((point) => point.split(',')[0])).toEqual(['70.0', '280.0', '490.0', '700.0']);
});

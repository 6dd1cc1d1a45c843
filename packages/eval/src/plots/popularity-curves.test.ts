import { expect, test } from 'vitest';
import { lorenzCurves } from './lorenz-curves.ts';
import { popularityCurves } from './popularity-curves.ts';
import { recommendationCounts } from './recommendation-counts.ts';

function linesOf(svg: string): number[][][] {
  return [...svg.matchAll(/<polyline [^>]*points="([^"]*)"/g)].map((match) =>
    match[1].split(' ').map((point) => point.split(',').map(Number)),
  );
}

test('counts recommendations by item', () => {
  const counts = recommendationCounts({ items: Int32Array.of(2, 0, 2, -1) }, 4);
  expect([...counts]).toEqual([1, 0, 2, 0]);
  expect(() => recommendationCounts({ items: Int32Array.of(4) }, 4)).toThrow('item 4; there are 4');
});

test('a Lorenz curve sums the least frequent items first', () => {
  // Ascending 0, 1, 3, 4 of 8: shares 0, 1/8, 4/8, 8/8. Gini = (-3*0 - 1*1 + 1*3 + 3*4) / (4 * 8) = 14/32.
  const svg = lorenzCurves({
    title: 'T',
    counted: 'recommendations',
    series: [{ label: 'A', counts: [4, 0, 1, 3] }],
  });
  const [diagonal, curve] = linesOf(svg);
  const [left, bottom] = diagonal[0];
  const [right, top] = diagonal[1];
  const shares = curve.map(([x, y]) => [(x - left) / (right - left), (bottom - y) / (bottom - top)]);
  for (const [index, share] of [0, 0, 1 / 8, 4 / 8, 1].entries()) {
    expect(shares[index][0]).toBeCloseTo(index / 4, 3);
    expect(shares[index][1]).toBeCloseTo(share, 3);
  }
  expect(svg).toContain('>A (Gini 0.44)</text>');
});

test('a popularity curve goes by rank in train, with ties by index', () => {
  const svg = popularityCurves({
    title: 'T',
    train: [1, 10, 1],
    series: [{ label: 'A', counts: [3, 2, 5] }],
  });
  const [train, curve] = linesOf(svg).map((line) => line.map(([, y]) => (400 - y) / 356));
  for (const [index, share] of [10 / 12, 11 / 12, 1].entries()) expect(train[index]).toBeCloseTo(share, 3);
  for (const [index, share] of [0.2, 0.5, 1].entries()) expect(curve[index]).toBeCloseTo(share, 3);
  expect(svg).toContain('Of the most popular tenth: A 20 %; train interactions 83 %.');
});

test('thousands of items make a small drawing that ends where it must', () => {
  const counts = Int32Array.from({ length: 41_000 }, (_, item) => 1 + (item % 50));
  const svg = popularityCurves({ title: 'T', train: counts, series: [{ label: 'A', counts }] });
  expect(svg.length).toBeLessThan(30_000);
  expect(linesOf(svg)[1].at(-1)![1]).toBe(44);
});

test('refuses counts that share nothing', () => {
  const series = (counts: number[]) => [{ label: 'A', counts }];
  const lorenz = (counts: number[]) => lorenzCurves({ title: 'T', counted: 'c', series: series(counts) });
  expect(() => lorenz([0, 0])).toThrow('A counts nothing');
  expect(() => lorenz([1, -1])).toThrow('counts of A is -1');
  expect(() => lorenz([])).toThrow('no counts of A');
  expect(() => lorenzCurves({ title: 'T', counted: 'c', series: [] })).toThrow('no series');
  expect(() => popularityCurves({ title: 'T', train: [1, 2], series: series([1]) })).toThrow(
    'A counts 1 items',
  );
});

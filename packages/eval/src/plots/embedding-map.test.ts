import { expect, test } from 'vitest';
import { embeddingMap } from './embedding-map.ts';

const plane = {
  points: Float64Array.of(0, 0, 3, 4, 1, 2, 900, 900),
  xLabel: 'component 1',
  yLabel: 'component 2',
};
const options = {
  title: 'Map',
  plane,
  groups: [
    { label: 'positives', rows: [0, 1] },
    { label: 'negatives', rows: [2] },
  ],
  links: [[0, 2]] as const,
};

/** Where the points of each group lie, legend left out. */
function places(svg: string): number[][][] {
  return [...svg.matchAll(/class="dots" d="([^"]*)"/g)].map((match) =>
    [...match[1].matchAll(/M([-\d.]+) ([-\d.]+)/g)].map(([, x, y]) => [Number(x), Number(y)]),
  );
}

test('distances in the drawing are as in the plane, the same across as up', () => {
  const [[origin, far], [near]] = places(embeddingMap(options));
  const unit = (far[0] - origin[0]) / 3;
  expect(unit).toBeGreaterThan(50);
  expect(origin[1] - far[1]).toBeCloseTo(4 * unit, 0);
  expect(near[0] - origin[0]).toBeCloseTo(unit, 0);
  expect(origin[1] - near[1]).toBeCloseTo(2 * unit, 0);
});

test('links join what they name; rows of no group do not stretch the axes', () => {
  const svg = embeddingMap(options);
  const [[origin], [near]] = places(svg);
  const join = (point: number[]) => point.map((value) => value.toFixed(1)).join(' ');
  expect(svg).toContain(`class="link" d="M${join(origin)}L${join(near)}"`);
  expect(svg).not.toContain('>900<');
  expect(svg).toContain('Map of 2 positives, 1 negatives. Across: component 1; up: component 2.');
});

test('refuses rows that are not in the plane, and points that are none', () => {
  expect(() => embeddingMap({ ...options, groups: [{ label: 'A', rows: [4] }] })).toThrow(
    '4 is no row of the 4',
  );
  expect(() => embeddingMap({ ...options, links: [[0, -1]] })).toThrow('-1 is no row');
  expect(() => embeddingMap({ ...options, groups: [], links: [] })).toThrow('no points');
  const broken = { ...plane, points: Float64Array.of(0, NaN) };
  expect(() => embeddingMap({ title: 'T', plane: broken, groups: [{ label: 'A', rows: [0] }] })).toThrow(
    'points is NaN',
  );
});

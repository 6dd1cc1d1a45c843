import { readFileSync } from 'node:fs';
import { createRandom } from '@hnlm/core';
import { expect, test } from 'vitest';
import { principalPlane } from './principal-plane.ts';
import { umapPlane } from './umap-plane.ts';

test('principal components are those of numpy', () => {
  const file = new URL('./__fixtures__/principal-plane.json', import.meta.url);
  const { values, dimensions, points, variance } = JSON.parse(readFileSync(file, 'utf8'));
  const plane = principalPlane({ values: Float32Array.from(values), dimensions });
  expect(plane.points).toHaveLength(points.length);
  for (const [index, value] of points.entries()) expect(plane.points[index]).toBeCloseTo(value, 6);
  for (const axis of [0, 1] as const) expect(plane.variance[axis]).toBeCloseTo(variance[axis], 9);
  expect(plane.xLabel).toBe(`component 1 (${(100 * variance[0]).toFixed(1)} % of variance)`);
});

test('vectors on a line have one component, equal ones none', () => {
  const line = principalPlane({ values: Float32Array.of(0, 0, 3, 4, 6, 8), dimensions: 2 });
  for (const [index, value] of [-5, 0, 0, 0, 5, 0].entries())
    expect(line.points[index]).toBeCloseTo(value, 9);
  expect(line.variance[0]).toBeCloseTo(1, 12);
  expect(line.variance[1]).toBe(0);
  const equal = principalPlane({ values: Float32Array.of(1, 2, 1, 2), dimensions: 2 });
  expect([...equal.points]).toEqual([0, 0, 0, 0]);
  const single = principalPlane({ values: Float32Array.of(1, 3), dimensions: 1 });
  expect([...single.points].map(Math.abs)).toEqual([1, 0, 1, 0]);
});

test('refuses what has no plane', async () => {
  expect(() => principalPlane({ values: Float32Array.of(1, 2, 3), dimensions: 2 })).toThrow(
    'cannot lay out 3',
  );
  expect(() => principalPlane({ values: Float32Array.of(1, 2), dimensions: 2 })).toThrow('cannot lay out 2');
  expect(() => principalPlane({ values: Float32Array.of(1, 2, 3, NaN), dimensions: 2 })).toThrow(
    'value 1 of vector 1 is NaN',
  );
  const few = { values: new Float32Array(20), dimensions: 2 };
  await expect(umapPlane(few, { random: createRandom(1) })).rejects.toThrow('cannot lay out 20');
});

test('UMAP keeps clusters together, and depends on the stream alone', async () => {
  const random = createRandom(1);
  const values = Float32Array.from(
    { length: 60 * 8 },
    (_, index) => (index < 30 * 8 ? 0 : 20) + random.normal(),
  );
  const layOut = (seed: number) => umapPlane({ values, dimensions: 8 }, { random: createRandom(seed) });
  const [one, again, other] = [await layOut(1), await layOut(1), await layOut(2)];
  expect(again).toEqual(one);
  expect(other).not.toEqual(one);
  const distance = (a: number, b: number) =>
    Math.hypot(one.points[2 * a] - one.points[2 * b], one.points[2 * a + 1] - one.points[2 * b + 1]);
  const rows = Array.from({ length: 30 }, (_, row) => row);
  const within = Math.max(...rows.flatMap((a) => rows.map((b) => distance(a, b))));
  const between = Math.min(...rows.flatMap((a) => rows.map((b) => distance(a, b + 30))));
  expect(between).toBeGreaterThan(within);
});

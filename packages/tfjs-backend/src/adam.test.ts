import * as tf from '@tensorflow/tfjs';
import { describe, expect, test } from 'vitest';
import { adam } from './adam.ts';
import { useBackend } from './use-backend.ts';

const height = 5;
const d = 7;
const start = Float32Array.from({ length: height * d }, (_, n) => Math.sin(n));
const gradientAt = (step: number, n: number) => Math.cos(n * step) + 0.1;

/** Steps of Adam on the listed rows, in double precision, from its definition. */
function expected(steps: readonly (readonly number[])[]): number[] {
  const table = [...start];
  const m = table.map(() => 0);
  const v = table.map(() => 0);
  for (const [before, rows] of steps.entries()) {
    const t = before + 1;
    for (let n = 0; n < table.length; n++) {
      if (!rows.includes(Math.floor(n / d))) continue;
      const g = gradientAt(t, n);
      m[n] = 0.9 * m[n] + 0.1 * g;
      v[n] = 0.999 * v[n] + 0.001 * g * g;
      table[n] -= (0.05 * (m[n] / (1 - 0.9 ** t))) / (Math.sqrt(v[n] / (1 - 0.999 ** t)) + 1e-8);
    }
  }
  return table;
}

/** The same steps with `adam`; a step of all rows has a dense gradient unless `lazy`. */
function taken(steps: readonly (readonly number[])[], lazy: boolean): Float32Array {
  const table = tf.variable(tf.tensor2d(start, [height, d]));
  const optimiser = adam({ learningRate: 0.05 });
  const before = tf.memory().numTensors;
  for (const [count, rows] of steps.entries()) {
    const values = rows.flatMap((row) =>
      Array.from({ length: d }, (_, column) => gradientAt(count + 1, row * d + column)),
    );
    const gradient = tf.tensor2d(values, [rows.length, d]);
    optimiser.apply(
      { table },
      { table: lazy ? { rows: Int32Array.from(rows), values: gradient } : gradient },
    );
    gradient.dispose();
  }
  const after = table.dataSync() as Float32Array;
  expect(tf.memory().numTensors - before).toBe(2);
  optimiser.dispose();
  table.dispose();
  return after;
}

const all = [0, 1, 2, 3, 4];
const some = [[0, 3], [3, 1], [], [4, 0, 1], [3]];

describe.each(['hnlm', 'cpu'])('on %s', (backend) => {
  test('adam takes the steps of its definition', async () => {
    await useBackend(backend);
    const steps = new Array(20).fill(all);
    for (const [n, value] of taken(steps, false).entries()) expect(value).toBeCloseTo(expected(steps)[n], 4);
  });

  test('with gradients of some rows it moves these alone, with the bias corrections of all steps', async () => {
    await useBackend(backend);
    const after = taken(some, true);
    for (const [n, value] of after.entries()) expect(value).toBeCloseTo(expected(some)[n], 5);
    expect([...after.subarray(2 * d, 3 * d)]).toEqual([...start.subarray(2 * d, 3 * d)]);
  });

  test('with gradients of all rows it gives the bits of a dense gradient', async () => {
    await useBackend(backend);
    const steps = new Array(5).fill(all);
    expect(taken(steps, true)).toEqual(taken(steps, false));
  });
});

test('a large step of rows has the same bits on 1 and 3 threads', async () => {
  const results = [];
  for (const threads of [1, 3]) {
    await useBackend('hnlm', { threads });
    const table = tf.variable(tf.ones([1000, 70]) as tf.Tensor2D);
    const optimiser = adam({ learningRate: 0.05 });
    const rows = Int32Array.from({ length: 500 }, (_, n) => 999 - 2 * n);
    const values = tf
      .range(0, 500 * 70)
      .reshape([500, 70])
      .sin() as tf.Tensor2D;
    optimiser.apply({ table }, { table: { rows, values } });
    results.push(table.dataSync());
    optimiser.dispose();
    tf.dispose([table, values]);
  }
  expect(results[1]).toEqual(results[0]);
});

test('gradients of rows that do not fit are refused', async () => {
  await useBackend('hnlm');
  const table = tf.variable(tf.ones([3, 2]) as tf.Tensor2D);
  const apply = (rows: Int32Array, shape: [number, number]) =>
    tf.tidy(() =>
      adam({ learningRate: 1 }).apply({ table }, { table: { rows, values: tf.ones(shape) as tf.Tensor2D } }),
    );
  for (const [rows, shape, code] of [
    [Int32Array.of(0, 3), [2, 2], 'ROW_RANGE'],
    [Int32Array.of(1, 1), [2, 2], 'ROW_REPEATED'],
    [Int32Array.of(1), [2, 2], 'SHAPE'],
    [Int32Array.of(1), [1, 3], 'SHAPE'],
  ] as const) {
    expect(() => apply(rows, [...shape])).toThrow(expect.objectContaining({ code }));
  }
  table.dispose();
});

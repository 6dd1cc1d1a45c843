import { useBackend } from '@hnlm/tfjs-backend';
import * as tf from '@tensorflow/tfjs';
import { beforeAll, expect, test } from 'vitest';
import { encodedBatch } from '../__fixtures__/encoded-batch.ts';
import { checkGradients } from '../testing/check-gradients.ts';
import { testLoss } from '../testing/test-loss.ts';
import { tiny, tinyBatch } from '../testing/tiny-batch.ts';
import { alignmentUniformity } from './alignment-uniformity.ts';
import { uniformity } from './uniformity.ts';

beforeAll(() => useBackend('hnlm'));

const unit = (row: readonly number[]) => row.map((value) => value / Math.hypot(...row));
const squaredDistance = (a: readonly number[], b: readonly number[]) =>
  a.reduce((sum, value, c) => sum + (value - b[c]) ** 2, 0);

/** log mean of exp(-2 |a - b|²) over pairs. */
function uniformityOf(rows: readonly number[][]): number {
  const kernels = rows.flatMap((a, n) => rows.slice(n + 1).map((b) => Math.exp(-2 * squaredDistance(a, b))));
  return Math.log(kernels.reduce((sum, one) => sum + one, 0) / kernels.length);
}

test.each([0, 1, 2.5])('is alignment + gamma times uniformity, gamma %d', (gamma) => {
  const { users, items, lossOf } = encodedBatch(tiny, tinyBatch);
  const x = Array.from(tinyBatch.users, (user) => unit(users[user]));
  const y = Array.from(tinyBatch.items, (item) => unit(items[item]));
  const alignment = x.reduce((sum, row, n) => sum + squaredDistance(row, y[n]), 0) / x.length;
  const expected = alignment + (gamma * (uniformityOf(x) + uniformityOf(y))) / 2;
  expect(lossOf(alignmentUniformity({ gamma }))().dataSync()[0]).toBeCloseTo(expected, 5);
});

test.each([0, 2.5])('has the gradient of finite differences, gamma %d', (gamma) => {
  const { parameters, lossOf } = encodedBatch(tiny, tinyBatch);
  checkGradients(lossOf(alignmentUniformity({ gamma })), parameters);
});

test('opposite points are the most even pair, equal points the least, one point is no pair', () => {
  expect(
    uniformity(
      tf.tensor2d([
        [1, 0],
        [-1, 0],
      ]),
    ).dataSync()[0],
  ).toBeCloseTo(-8, 2);
  expect(
    uniformity(
      tf.tensor2d([
        [0.6, 0.8],
        [0.6, 0.8],
      ]),
    ).dataSync()[0],
  ).toBeCloseTo(0, 5);
  expect(uniformity(tf.tensor2d([[1, 0]])).dataSync()[0]).toBe(0);
});

test('stays finite, with its gradient, where embeddings are zero', () => {
  const { parameters, lossOf } = encodedBatch(tiny, tinyBatch);
  for (const one of Object.values(parameters)) one.assign(tf.zerosLike(one));
  const { value, grads } = tf.variableGrads(lossOf(alignmentUniformity()), Object.values(parameters));
  for (const one of [value, ...Object.values(grads)])
    expect(one.dataSync().every(Number.isFinite)).toBe(true);
});

test('keeps the contract of losses', () => testLoss(() => alignmentUniformity()));

test('refuses a negative gamma', () => {
  expect(() => alignmentUniformity({ gamma: -1 })).toThrow(expect.objectContaining({ code: 'OPTION' }));
});

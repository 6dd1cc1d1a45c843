import { createRandom } from '@hnlm/core';
import * as tf from '@tensorflow/tfjs';
import { beforeAll, expect, test } from 'vitest';
import { useBackend } from '../use-backend.ts';
import { infoNce } from './info-nce.ts';
import { unitRows } from './unit-rows.ts';

beforeAll(() => useBackend('hnlm', { threads: 1 }));

/** The losses, and the gradients of their sum with these weights, by the definition in double precision. */
function byDefinition(
  a: Float32Array,
  o: Float32Array,
  own: Int32Array,
  d: number,
  t: number,
  dy: Float32Array,
) {
  const [n, m] = [a.length / d, o.length / d];
  const losses = new Float64Array(n);
  const [toAnchors, toOthers] = [new Float64Array(a.length), new Float64Array(o.length)];
  for (let row = 0; row < n; row++) {
    const scores = Float64Array.from({ length: m }, (_, j) => {
      let score = 0;
      for (let c = 0; c < d; c++) score += a[row * d + c] * o[j * d + c];
      return score / t;
    });
    const largest = scores.reduce((x, y) => Math.max(x, y));
    const sum = scores.reduce((total, score) => total + Math.exp(score - largest), 0);
    losses[row] = largest + Math.log(sum) - scores[own[row]];
    for (let j = 0; j < m; j++) {
      const share = Math.exp(scores[j] - largest) / sum - (j === own[row] ? 1 : 0);
      const weight = (dy[row] * share) / t;
      for (let c = 0; c < d; c++) {
        toAnchors[row * d + c] += weight * o[j * d + c];
        toOthers[j * d + c] += weight * a[row * d + c];
      }
    }
  }
  return { losses, toAnchors, toOthers };
}

/** Compares losses and gradients with the definition. */
function check({ n, m, d, t, scale }: Record<'n' | 'm' | 'd' | 't' | 'scale', number>) {
  const random = createRandom(n + m);
  const floats = (length: number, factor = scale) =>
    Float32Array.from({ length }, () => factor * random.normal());
  const [a, o, dy] = [floats(n * d), floats(m * d), floats(n, 1)];
  const own = Int32Array.from({ length: n }, () => random.integer(m));
  const expected = byDefinition(a, o, own, d, t, dy);
  tf.tidy(() => {
    const tables = [tf.tensor2d(a, [n, d]), tf.tensor2d(o, [m, d])] as const;
    const losses = infoNce(...tables, own, t).dataSync();
    const [toAnchors, toOthers] = tf.grads(
      (...[x, y]: tf.Tensor[]) =>
        infoNce(x as never, y as never, own, t)
          .mul(tf.tensor1d(dy))
          .sum() as tf.Scalar,
    )([...tables]);
    expectClose(losses, expected.losses);
    expectClose(toAnchors.dataSync(), expected.toAnchors);
    expectClose(toOthers.dataSync(), expected.toOthers);
  });
}

function expectClose(actual: ArrayLike<number>, expected: Float64Array) {
  const largest = expected.reduce((most, value) => Math.max(most, Math.abs(value)), 0);
  const worst = expected.reduce((most, value, n) => Math.max(most, Math.abs(actual[n] - value)), 0);
  expect(worst).toBeLessThan(2e-5 * largest + 1e-6);
}

test.each([
  { n: 1, m: 1, d: 3, t: 1, scale: 1 },
  { n: 5, m: 9, d: 7, t: 0.2, scale: 1 },
  { n: 70, m: 301, d: 64, t: 0.5, scale: 0.5 },
])('gives what the definition gives for $n anchors and $m others', check);

test('computes a whole catalogue in chunks of anchors', () => {
  check({ n: 250, m: 40_003, d: 2, t: 0.5, scale: 1 });
});

test('stays finite for scores of any size', () => {
  tf.tidy(() => {
    const anchors = tf.tensor2d([1e4, -1e4], [2, 1]);
    const others = tf.tensor2d([1e4, -1e4, 0], [3, 1]);
    expect([...infoNce(anchors, others, Int32Array.of(0, 0), 1).dataSync()]).toEqual([0, 2e8]);
  });
});

test('a row of zeros has no direction, and its gradient is finite', () => {
  tf.tidy(() => {
    const x = tf.tensor2d([0, 0, 3, 4], [2, 2]);
    const rows = [...unitRows(x).dataSync()];
    expect(rows.slice(0, 2)).toEqual([0, 0]);
    expect(rows[2]).toBeCloseTo(0.6);
    expect(rows[3]).toBeCloseTo(0.8);
    const gradient = tf.grad(
      (y: tf.Tensor) =>
        unitRows(y as tf.Tensor2D)
          .mul([[0], [1]])
          .sum() as tf.Scalar,
    )(x);
    expect([...gradient.dataSync()].every(Number.isFinite)).toBe(true);
  });
});

test.each([
  ['SHAPE', () => infoNce(tf.ones([2, 3]), tf.ones([2, 4]), Int32Array.of(0, 1), 1)],
  ['SHAPE', () => infoNce(tf.ones([2, 3]), tf.ones([2, 3]), Int32Array.of(0), 1)],
  ['ROW_RANGE', () => infoNce(tf.ones([2, 3]), tf.ones([2, 3]), Int32Array.of(0, 2), 1)],
  ['OPTION', () => infoNce(tf.ones([2, 3]), tf.ones([2, 3]), Int32Array.of(0, 1), 0)],
])('refuses with %s', (code, call) => {
  expect(() => tf.tidy(call)).toThrow(expect.objectContaining({ code }));
});

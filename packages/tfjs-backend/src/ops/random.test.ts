import { createRandom } from '@hnlm/core';
import * as tf from '@tensorflow/tfjs';
import { describe, expect, test } from 'vitest';
import { useBackend } from '../use-backend.ts';
import { dropout } from './dropout.ts';
import { perturb } from './noise.ts';
import { randomNormal, randomUniform } from './random.ts';
import { threefry } from './random-words.ts';

const random = () => createRandom(4).split('random');

test('the generator gives the published words', () => {
  // kat_vectors of Random123 1.09: threefry2x32, 20 rounds.
  const words = (key: [number, number], counter: [number, number]) =>
    threefry(key, ...counter).map((word) => word.toString(16));
  expect(words([0, 0], [0, 0])).toEqual(['6b200159', '99ba4efe']);
  expect(words([0xffffffff, 0xffffffff], [0xffffffff, 0xffffffff])).toEqual(['1cb996fc', 'bb002be7']);
  expect(words([0x13198a2e, 0x03707344], [0x243f6a88, 0x85a308d3])).toEqual(['c4923a9c', '483df7a0']);
});

describe.each([[[]], [[1]], [[7]], [[8]], [[3, 33]], [[2, 0]], [[150, 500]]])('shape [%s]', (shape) => {
  test.each([
    ['randomUniform', randomUniform],
    ['randomNormal', randomNormal],
  ])('%s has the same bits on 1 and 3 threads and on cpu', async (_name, make) => {
    const values: Float32Array[] = [];
    for (const [backend, threads] of [
      ['hnlm', 1],
      ['hnlm', 3],
      ['cpu', 1],
    ] as const) {
      await useBackend(backend, { threads });
      const tensor = make(shape, random());
      expect(tensor.shape).toEqual(shape);
      values.push(tensor.dataSync() as Float32Array);
      tensor.dispose();
    }
    expect(values[1]).toEqual(values[0]);
    expect(values[2]).toEqual(values[0]);
  });
});

describe('draws', () => {
  test('of randomUniform lie in [0, 1) and fill it evenly', async () => {
    await useBackend('hnlm');
    const values = randomUniform([40_000], random()).dataSync();
    const counts = new Array(10).fill(0);
    for (const value of values) counts[Math.floor(value * 10)]++;
    expect(counts).toHaveLength(10);
    for (const count of counts) expect(Math.abs(count - 4000)).toBeLessThan(300);
  });

  test('of randomNormal have the moments of the normal distribution, and no neighbours that are alike', async () => {
    await useBackend('hnlm');
    const count = 80_000;
    const values = randomNormal([count], random()).dataSync() as Float32Array;
    const mean = (power: (n: number) => number) => values.reduce((sum, _, n) => sum + power(n), 0) / count;
    expect(Math.abs(mean((n) => values[n]))).toBeLessThan(0.015);
    expect(Math.abs(mean((n) => values[n] ** 2) - 1)).toBeLessThan(0.025);
    expect(Math.abs(mean((n) => values[n] ** 3))).toBeLessThan(0.06);
    expect(Math.abs(mean((n) => values[n] ** 4) - 3)).toBeLessThan(0.15);
    // The two numbers of a pair lie four places apart.
    for (const apart of [1, 4, 8]) {
      expect(Math.abs(mean((n) => values[n] * values[(n + apart) % count]))).toBeLessThan(0.015);
    }
  });

  test('follow the Box-Muller formula', async () => {
    await useBackend('hnlm');
    const key = random();
    const [radiusWord, angleWord] = threefry([key.bits(), key.bits()], 0, 0);
    const radius = Math.sqrt(-2 * Math.log((radiusWord + 1) / 2 ** 32));
    const angle = (2 * Math.PI * angleWord) / 2 ** 32;
    const values = randomNormal([8], random()).dataSync();
    expect(values[0]).toBeCloseTo(radius * Math.cos(angle), 6);
    expect(values[4]).toBeCloseTo(radius * Math.sin(angle), 6);
  });
});

describe('dropout', () => {
  test('drops about the rate, scales the others, and lets the gradient through where it kept', async () => {
    await useBackend('hnlm');
    const x = tf.fill([300, 100], 2);
    const dropped = dropout(x, 0.25, random()).dataSync();
    const kept = dropped.filter((value) => value !== 0);
    expect(Math.abs(kept.length / x.size - 0.75)).toBeLessThan(0.01);
    for (const value of new Set(kept)) expect(value).toBeCloseTo(2 / 0.75, 5);
    const gradient = tf
      .grad((t) => dropout(t, 0.25, random()).sum())(x)
      .dataSync();
    expect(gradient.every((value, n) => (value === 0) === (dropped[n] === 0))).toBe(true);
  });

  test.each([-0.1, 1, Number.NaN])('a rate of %s is refused', (rate) => {
    expect(() => dropout(tf.ones([2]), rate, random())).toThrow(expect.objectContaining({ code: 'OPTION' }));
  });
});

test('perturb moves each row by epsilon, within its orthant, and each row differently', async () => {
  await useBackend('hnlm');
  const [rows, d] = [50, 33];
  const x = randomNormal([rows, d], random().split('x')) as tf.Tensor2D;
  const before = x.dataSync();
  const moves = perturb(x, 0.3, random()).sub(x);
  for (const length of moves.norm('euclidean', 1).dataSync()) expect(length).toBeCloseTo(0.3, 5);
  const by = moves.dataSync();
  expect(by.every((move, n) => move * before[n] >= 0)).toBe(true);
  expect(Math.abs(by[0])).not.toBeCloseTo(Math.abs(by[d]), 4);
});

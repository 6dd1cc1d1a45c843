import { createRandom } from '@hnlm/core';
import { useBackend } from '@hnlm/tfjs-backend';
import * as tf from '@tensorflow/tfjs';
import { beforeAll, expect, test } from 'vitest';
import { infoNceOf } from './__fixtures__/info-nce-of.ts';
import { contrastiveTerm } from './contrastive-term.ts';

beforeAll(() => useBackend('hnlm'));

const random = createRandom(1).split('views');
const matrix = (rows: number) =>
  Array.from({ length: rows }, () => Array.from({ length: 5 }, () => random.normal()));
const [anchors, others] = [matrix(4), matrix(7)];
const own = Int32Array.of(3, 0, 6, 2);
const counts = Int32Array.of(1, 4, 2, 1);
const tensors = { anchors: tf.tensor2d(anchors), others: tf.tensor2d(others), temperature: 0.3 };
const value = (scalar: tf.Scalar) => scalar.dataSync()[0];

test('it is the mean or the sum of what the formula gives for each anchor', () => {
  const losses = infoNceOf(anchors, others, own, 0.3);
  const sum = losses.reduce((total, loss) => total + loss);
  expect(value(contrastiveTerm({ ...tensors, own }))).toBeCloseTo(sum / 4, 4);
  expect(value(contrastiveTerm({ ...tensors, own, reduction: 'sum' }))).toBeCloseTo(sum, 4);
});

test('anchors that count several times are as good as anchors that are there several times', () => {
  const places = [0, 1, 1, 1, 1, 2, 2, 3];
  const repeated = {
    ...tensors,
    anchors: tf.tensor2d(places.map((place) => anchors[place])),
    own: Int32Array.from(places, (place) => own[place]),
  };
  for (const reduction of ['mean', 'sum'] as const) {
    expect(value(contrastiveTerm({ ...tensors, own, counts, reduction }))).toBeCloseTo(
      value(contrastiveTerm({ ...repeated, reduction })),
      4,
    );
  }
});

test('without a list, each anchor belongs to its own row', () => {
  const losses = infoNceOf(anchors, others.slice(0, 4), Int32Array.of(0, 1, 2, 3), 0.3);
  const term = contrastiveTerm({ ...tensors, others: tf.tensor2d(others.slice(0, 4)) });
  expect(value(term)).toBeCloseTo(losses.reduce((total, loss) => total + loss) / 4, 4);
});

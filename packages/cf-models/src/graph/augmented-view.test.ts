import { createRandom } from '@hnlm/core';
import { type Embeddings, useBackend } from '@hnlm/tfjs-backend';
import * as tf from '@tensorflow/tfjs';
import { beforeAll, describe, expect, test } from 'vitest';
import { meanDensely, propagateDensely } from '../__fixtures__/propagate-densely.ts';
import { smallWorld } from '../testing/small-world.ts';
import { augmentedView } from './augmented-view.ts';
import { dropEdges } from './drop-edges.ts';
import { dropNodes } from './drop-nodes.ts';

beforeAll(() => useBackend('hnlm'));

const { interactions } = smallWorld({ users: 12, items: 9, groups: 2 }).train;
const values = createRandom(2).split('tables');
const dense = (rows: number) =>
  Array.from({ length: rows }, () => Array.from({ length: 3 }, () => values.normal()));
const tables = { users: dense(12), items: dense(9) };
const stream = (seed: number) => createRandom(seed).split('view');
const options = { rate: 0.3, layers: 2 };

function encode(
  augmentation: 'edge' | 'node' | 'walk',
  seed: number,
): { users: number[][]; items: number[][] } {
  const view = augmentedView(interactions, { augmentation, ...options }, stream(seed));
  const read = tf.tidy(() => {
    const embeddings: Embeddings = { users: tf.tensor2d(tables.users), items: tf.tensor2d(tables.items) };
    const { users, items } = view.encode(embeddings).all();
    return { users: users.arraySync(), items: items.arraySync() };
  });
  view.dispose();
  return read;
}

describe.each([
  ['edge', 1],
  ['node', 1],
  ['walk', 2],
] as const)('%s', (augmentation, graphs) => {
  test('it is the propagation over what is left, normalised by what is left', () => {
    const drop = augmentation === 'node' ? dropNodes : dropEdges;
    const drawn = [0, 1].map((layer) =>
      drop(interactions, options.rate, stream(4).split('layer', graphs === 1 ? 0 : layer)),
    );
    const expected = meanDensely(propagateDensely(tables, drawn));
    const found = encode(augmentation, 4);
    for (const side of ['users', 'items'] as const) {
      for (const [n, row] of expected[side].entries()) {
        for (const [c, value] of row.entries()) expect(found[side][n][c]).toBeCloseTo(value, 5);
      }
    }
  });

  test('it follows from the stream and leaves no tensor behind', () => {
    const before = tf.memory().numTensors;
    expect(encode(augmentation, 1)).toEqual(encode(augmentation, 1));
    expect(encode(augmentation, 1)).not.toEqual(encode(augmentation, 2));
    expect(tf.memory().numTensors).toBe(before);
  });
});

test('a walk takes another graph in each layer', () => {
  expect(encode('walk', 1)).not.toEqual(encode('edge', 1));
});

test('a view without any edge is refused', () => {
  const one = { ...interactions, indptr: new Int32Array(13).fill(1, 1), indices: Int32Array.of(0) };
  expect(() => augmentedView(one, { augmentation: 'edge', ...options }, stream(1))).toThrow(
    expect.objectContaining({ code: 'OPTION' }),
  );
});

import { createRandom, csrFromPairs } from '@hnlm/core';
import { useBackend } from '@hnlm/tfjs-backend';
import * as tf from '@tensorflow/tfjs';
import { beforeAll, describe, expect, test } from 'vitest';
import { infoNceOf } from '../__fixtures__/info-nce-of.ts';
import { meanDensely, propagateDensely } from '../__fixtures__/propagate-densely.ts';
import type { PreparedBackbone } from '../backbone.ts';
import { testBackbone } from '../testing/test-backbone.ts';
import { tiny, tinyBatch } from '../testing/tiny-batch.ts';
import { type SglOptions, sgl } from './sgl.ts';

beforeAll(() => useBackend('hnlm'));

test.each<SglOptions>([
  {},
  { augmentation: 'node', scope: 'batch' },
  { augmentation: 'walk', scope: 'batch', reduction: 'sum', weight: 0.001 },
])('%o keeps the contract', (options) =>
  testBackbone(() => sgl({ dim: 8, layers: 2, rate: 0.3, weight: 0.05, ...options })),
);

function prepare(options: SglOptions): PreparedBackbone {
  const prepared = sgl({ dim: 4, layers: 2, ...options }).prepare({ data: tiny, random: createRandom(3) });
  prepared.startEpoch?.(createRandom(4));
  return prepared;
}
const auxiliary = ({ encode }: PreparedBackbone) =>
  tf.tidy(
    () =>
      encode({ random: createRandom(1) })
        .auxiliaryLoss?.(tinyBatch)
        .dataSync()[0],
  ) as number;

describe.each(['full', 'batch'] as const)('scope %s', (scope) => {
  test.each(['mean', 'sum'] as const)('the %s of InfoNCE is what the formula gives', (reduction) => {
    // Nothing is left out, so that both views are LightGCN on the whole graph.
    const prepared = prepare({ rate: 0, weight: 0.7, temperature: 0.3, scope, reduction });
    const table = (name: string) => prepared.parameters[name].arraySync() as number[][];
    const tables = { users: table('users'), items: table('items') };
    const views = meanDensely(propagateDensely(tables, [tiny.interactions, tiny.interactions]));
    let expected = 0;
    for (const side of ['users', 'items'] as const) {
      const list = scope === 'full' ? [...tinyBatch[side]] : [...new Set(tinyBatch[side])];
      const anchors = list.map((row) => views[side][row]);
      const losses =
        scope === 'full'
          ? infoNceOf(anchors, views[side], list, 0.3)
          : infoNceOf(anchors, anchors, [...list.keys()], 0.3);
      const sum = losses.reduce((total, loss) => total + loss);
      expected += 0.7 * (reduction === 'sum' ? sum : sum / losses.length);
    }
    expect(auxiliary(prepared)).toBeCloseTo(expected, 4);
  });
});

test('every epoch draws other views, the same stream the same ones', () => {
  const prepared = prepare({ rate: 0.4 });
  const inEpoch = (epoch: number) => {
    prepared.startEpoch?.(createRandom(9).split('graph', epoch));
    return auxiliary(prepared);
  };
  const [first, second, again] = [inEpoch(1), inEpoch(2), inEpoch(1)];
  expect(first).not.toBe(second);
  expect(again).toBe(first);
});

test('views are drawn when an epoch begins; those that cannot be are one clear error', () => {
  const data = { ...tiny, interactions: csrFromPairs(5, 6, [0], [0]) };
  const prepared = sgl({ dim: 4, layers: 1, rate: 0.9 }).prepare({ data, random: createRandom(3) });
  for (const epoch of [1, 2]) {
    expect(() => prepared.startEpoch?.(createRandom(9).split('graph', epoch))).toThrow(
      expect.objectContaining({ code: 'OPTION' }),
    );
  }
  expect(() => prepared.dispose?.()).not.toThrow();
});

test('the model as it is used has no contrastive term', () => {
  expect(prepare({}).encode().auxiliaryLoss).toBeUndefined();
});

test.each<SglOptions>([{ rate: 1 }, { temperature: 0 }, { weight: -1 }, { layers: 0 }])(
  'refuses %o',
  (options) => {
    expect(() => sgl(options)).toThrow(expect.objectContaining({ code: 'OPTION' }));
  },
);

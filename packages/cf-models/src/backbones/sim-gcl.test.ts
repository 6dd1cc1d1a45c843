import { createRandom } from '@hnlm/core';
import { bipartiteGraph, propagation, useBackend } from '@hnlm/tfjs-backend';
import * as tf from '@tensorflow/tfjs';
import { beforeAll, describe, expect, test } from 'vitest';
import { infoNceOf } from '../__fixtures__/info-nce-of.ts';
import { meanDensely, propagateDensely } from '../__fixtures__/propagate-densely.ts';
import type { PreparedBackbone } from '../backbone.ts';
import { bpr } from '../losses/bpr.ts';
import { stepLoss } from '../step.ts';
import { testBackbone } from '../testing/test-backbone.ts';
import { tiny, tinyBatch, tinyNegatives } from '../testing/tiny-batch.ts';
import { type SimGCLOptions, simGCL } from './sim-gcl.ts';
import { type XSimGCLOptions, xSimGCL } from './x-sim-gcl.ts';

beforeAll(() => useBackend('hnlm'));

const settings = { dim: 4, layers: 2, epsilon: 0.2, weight: 0.7, temperature: 0.3 };
const kinds = [
  ['SimGCL', (options: SimGCLOptions = {}) => simGCL({ ...settings, ...options })],
  ['XSimGCL', (options: XSimGCLOptions = {}) => xSimGCL({ ...settings, ...options })],
] as const;
const pass = (seed = 1) => ({ random: createRandom(seed).split('forward') });
const preparation = () => ({ data: tiny, random: createRandom(3) });

function tablesOf({ parameters }: PreparedBackbone) {
  const table = (name: string) => parameters[name].arraySync() as number[][];
  return { users: table('users'), items: table('items') };
}

const auxiliary = ({ encode }: PreparedBackbone, seed = 1) =>
  tf.tidy(() => encode(pass(seed)).auxiliaryLoss?.(tinyBatch).dataSync()[0]) as number;

/** InfoNCE over the distinct users, and over the distinct positives, from two tables each. */
function contrast(first: Record<string, number[][]>, second: Record<string, number[][]>): number {
  let sum = 0;
  for (const side of ['users', 'items'] as const) {
    const list = [...new Set(tinyBatch[side])];
    const [anchors, others] = [first, second].map((view) => list.map((row) => view[side][row]));
    const losses = infoNceOf(anchors, others, [...list.keys()], settings.temperature);
    sum += losses.reduce((total, loss) => total + loss) / losses.length;
  }
  return settings.weight * sum;
}

describe.each(kinds)('%s', (_name, make) => {
  test('keeps the contract', () => testBackbone(() => make({ dim: 8, epsilon: 0.1, weight: 0.05 })));

  test('is used as the mean over layers 1 to K, without noise', () => {
    const prepared = make().prepare(preparation());
    const graphs = [tiny.interactions, tiny.interactions];
    const expected = meanDensely(propagateDensely(tablesOf(prepared), graphs).slice(1));
    const encoding = prepared.encode();
    expect(encoding.auxiliaryLoss).toBeUndefined();
    for (const side of ['users', 'items'] as const) {
      const found = encoding.all()[side].arraySync();
      for (const [n, row] of expected[side].entries()) {
        for (const [c, value] of row.entries()) expect(found[n][c]).toBeCloseTo(value, 5);
      }
    }
  });

  test('the term on its own is that of a step, where rows are shared', () => {
    const prepared = make().prepare(preparation());
    const step = (shared: boolean) => {
      const { value, grads } = tf.variableGrads(() => {
        const encoding = prepared.encode(pass());
        const { auxiliaryLoss, ...ranking } = encoding;
        const input = {
          ...{ data: tiny, batch: tinyBatch, negatives: tinyNegatives, loss: bpr() },
          ...{ l2: { weight: 0 }, parameters: prepared.parameters },
        };
        if (shared) return stepLoss({ ...input, encoding });
        const alone = prepared.encode(pass()).auxiliaryLoss?.(tinyBatch) as tf.Scalar;
        return stepLoss({ ...input, encoding: ranking }).add(alone);
      }, Object.values(prepared.parameters));
      const gradients = Object.values(grads).flatMap((gradient) => [...gradient.dataSync()]);
      return [value.dataSync()[0], ...gradients];
    };
    const [one, other] = [step(true), step(false)];
    for (const [n, value] of one.entries()) expect(value).toBeCloseTo(other[n], 5);
  });

  test('noise follows from the stream', () => {
    const prepared = make().prepare(preparation());
    expect(auxiliary(prepared, 1)).toBe(auxiliary(prepared, 1));
    expect(auxiliary(prepared, 1)).not.toBe(auxiliary(prepared, 2));
  });

  test.each([{ layers: 0 }, { temperature: 0 }, { weight: -1 }, { epsilon: -1 }, { epsilon: Number.NaN }])(
    'refuses %o',
    (options) => {
      expect(() => make(options)).toThrow(expect.objectContaining({ code: 'OPTION' }));
    },
  );
});

test('SimGCL contrasts two noisy passes', () => {
  const prepared = simGCL(settings).prepare(preparation());
  const graph = bipartiteGraph(tiny.interactions);
  const [first, second] = ['first view', 'second view'].map((name) => {
    const tables = prepared.parameters as unknown as Parameters<typeof propagation>[0];
    const noise = { epsilon: settings.epsilon, random: pass().random.split(name) };
    const { users, items } = propagation(tables, graph, { layers: 2, ownLayer: false, noise }).all();
    return { users: users.arraySync(), items: items.arraySync() };
  });
  expect(auxiliary(prepared)).toBeCloseTo(contrast(first, second), 4);
  expect(first).not.toEqual(second);
});

test('SimGCL without noise contrasts the clean pass with itself', () => {
  const prepared = simGCL({ ...settings, epsilon: 0 }).prepare(preparation());
  const graphs = [tiny.interactions, tiny.interactions];
  const clean = { ...meanDensely(propagateDensely(tablesOf(prepared), graphs).slice(1)) };
  expect(auxiliary(prepared)).toBeCloseTo(contrast(clean, clean), 4);
});

test.each([1, 2])('XSimGCL contrasts its mean with layer %i of the same pass', (contrastLayer) => {
  const prepared = xSimGCL({ ...settings, contrastLayer }).prepare(preparation());
  const { all, hops } = prepared.encode(pass());
  const [means, parts] = [all(), hops.forUsers(Int32Array.of(0, 1, 2, 3, 4))];
  const rows = { users: 5, items: 6 };
  const layer = (side: 'users' | 'items') =>
    parts[side].arraySync().slice((contrastLayer - 1) * rows[side], contrastLayer * rows[side]);
  expect(auxiliary(prepared)).toBeCloseTo(
    contrast(
      { users: means.users.arraySync(), items: means.items.arraySync() },
      { users: layer('users'), items: layer('items') },
    ),
    4,
  );
});

test.each([0, 3, 1.5])('XSimGCL refuses to contrast with layer %d of 2', (contrastLayer) => {
  expect(() => xSimGCL({ layers: 2, contrastLayer })).toThrow(expect.objectContaining({ code: 'OPTION' }));
});

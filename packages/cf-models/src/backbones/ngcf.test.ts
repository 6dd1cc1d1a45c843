import { type Csr, contains, createRandom } from '@hnlm/core';
import { nativeKernels, useBackend } from '@hnlm/tfjs-backend';
import * as tf from '@tensorflow/tfjs';
import { beforeAll, describe, expect, test } from 'vitest';
import { smallWorld } from '../__fixtures__/small-world.ts';
import { bpr } from '../losses/bpr.ts';
import type { Negatives } from '../sampler.ts';
import { stepLoss } from '../step.ts';
import { testBackbone } from '../testing/test-backbone.ts';
import { ngcf } from './ngcf.ts';

beforeAll(() => useBackend('hnlm'));

const { train: data } = smallWorld({ users: 5, items: 6, groups: 2 });
const [users, items] = [5, 6];
const forms = [{ form: 'mixgcf' }, { form: 'official', messageDropout: 0 }] as const;

/** The matrix that messages run over, written out. */
function adjacency(interactions: Csr, official: boolean): number[][] {
  const edge = (a: number, b: number) => {
    if (a === b) return official;
    const [user, item] = a < b ? [a, b - users] : [b, a - users];
    return user < users && item >= 0 && contains(interactions, user, item);
  };
  const nodes = Array.from({ length: users + items }, (_, n) => n);
  const dense = nodes.map((a) => nodes.map((b) => Number(edge(a, b))));
  const degrees = dense.map((row) => row.reduce((sum, value) => sum + value));
  return dense.map((row, a) =>
    row.map((value, b) => value && value / (official ? degrees[a] : Math.sqrt(degrees[a] * degrees[b]))),
  );
}

const times = (a: number[][], b: number[][]) =>
  a.map((row) => b[0].map((_, c) => row.reduce((sum, value, n) => sum + value * b[n][c], 0)));
const leaky = (x: number) => (x < 0 ? 0.2 * x : x);

describe.each(forms)('$form', (options) => {
  const official = options.form === 'official';
  const prepare = () => ngcf({ dim: 8, layers: 2, ...options }).prepare({ data, random: createRandom(3) });

  test('embeddings are what the formula gives', () => {
    const { parameters, encode } = prepare();
    const value = (name: string) => parameters[name].arraySync() as number[][];
    const matrix = adjacency(data.interactions, official);
    let current = [...value('users'), ...value('items')];
    let expected = current;
    for (const layer of [1, 2]) {
      const side = times(matrix, current);
      const product = side.map((row, n) => row.map((x, c) => x * current[n][c]));
      const [sums, products] = [
        times(side, value(`sumWeights${layer}`)),
        times(product, value(`productWeights${layer}`)),
      ];
      const [[sumBias], [productBias]] = [value(`sumBias${layer}`), value(`productBias${layer}`)];
      current = sums.map((row, n) =>
        row.map((x, c) => {
          const [a, b] = [x + sumBias[c], products[n][c] + productBias[c]];
          return official ? leaky(a) + leaky(b) : leaky(a + b);
        }),
      );
      const units = current.map((row) => row.map((x) => x / Math.hypot(...row)));
      expected = expected.map((row, n) => [...row, ...units[n]]);
    }
    const { users: ofUsers, items: ofItems } = tf.tidy(() => encode().all() as never) as Record<
      string,
      tf.Tensor
    >;
    const found = [...(ofUsers.arraySync() as number[][]), ...(ofItems.arraySync() as number[][])];
    for (const [n, row] of expected.entries()) {
      for (const [c, x] of row.entries()) expect(found[n][c]).toBeCloseTo(x, 5);
    }
  });

  test('negatives put together hop by hop from one item each are those items, also for gradients', () => {
    const { parameters, encode } = prepare();
    const items = Int32Array.of(1, 2, 2, 5);
    const gradients = (negatives: Negatives) =>
      tf.variableGrads(
        () =>
          stepLoss({
            data,
            batch: { users: Int32Array.of(0, 1, 1, 4), items: Int32Array.of(0, 1, 3, 2) },
            negatives,
            encoding: encode(),
            loss: bpr(),
            l2: { weight: 0.1 },
            parameters,
          }),
        Object.values(parameters),
      );
    const [whole, byHop] = [
      gradients({ items }),
      gradients({ items, byHop: { items: Int32Array.of(...items, ...items, ...items) } }),
    ];
    expect(byHop.value.dataSync()[0]).toBeCloseTo(whole.value.dataSync()[0], 5);
    for (const [name, gradient] of Object.entries(whole.grads)) {
      const found = byHop.grads[name].dataSync();
      for (const [n, value] of gradient.dataSync().entries()) expect(found[n]).toBeCloseTo(value, 5);
    }
  });

  test('a step runs on native kernels alone', async () => {
    const { parameters, encode } = prepare();
    const { kernelNames } = await tf.profile(() => {
      const loss = () => encode().rows(Int32Array.of(0), Int32Array.of(1)).users.square().sum() as tf.Scalar;
      return tf.variableGrads(loss, Object.values(parameters)).value;
    });
    expect(kernelNames.filter((name) => !nativeKernels().includes(name))).toEqual([]);
  });
});

test.each([{ form: 'mixgcf' }, { form: 'official' }] as const)('%o keeps the contract', (options) =>
  testBackbone(() => ngcf({ dim: 8, layers: 2, ...options })),
);

test('message dropout happens in training alone, and follows from the stream', () => {
  const { encode } = ngcf({ dim: 8, layers: 2, form: 'official', messageDropout: 0.5 }).prepare({
    data,
    random: createRandom(3),
  });
  const values = (seed?: number) =>
    tf.tidy(() => {
      const pass = seed === undefined ? undefined : { random: createRandom(seed).split('forward') };
      return encode(pass).all().users.arraySync();
    });
  expect(values(1)).toEqual(values(1));
  expect(values(1)).not.toEqual(values(2));
  expect(values()).toEqual(values());
  const zeros = (table: number[][]) => table.flat().filter((x) => x === 0).length;
  expect(zeros(values())).toBe(0);
  expect(zeros(values(1))).toBeGreaterThan(10);
});

test.each([{ layers: 0 }, { messageDropout: 1 }])('refuses %o', (options) => {
  expect(() => ngcf(options)).toThrow(expect.objectContaining({ code: 'OPTION' }));
});

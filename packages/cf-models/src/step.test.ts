import { createRandom } from '@hnlm/core';
import { useBackend } from '@hnlm/tfjs-backend';
import * as tf from '@tensorflow/tfjs';
import { beforeAll, describe, expect, test } from 'vitest';
import { smallWorld } from './__fixtures__/small-world.ts';
import { lightGCN } from './backbones/light-gcn.ts';
import { mf } from './backbones/mf.ts';
import { ngcf } from './backbones/ngcf.ts';
import { bpr } from './losses/bpr.ts';
import type { HopNegatives, Negatives } from './sampler.ts';
import { synthesiseByHop } from './samplers/mix-by-hop.ts';
import { stepLoss } from './step.ts';

beforeAll(() => useBackend('hnlm'));

const { train: data } = smallWorld({ users: 5, items: 6, groups: 2 });
const batch = { users: Int32Array.of(0, 1, 1, 4), items: Int32Array.of(0, 1, 3, 2) };
const kinds: Record<string, Negatives> = {
  plain: { items: Int32Array.of(1, 2, 2, 5) },
  'two negatives': { items: Int32Array.of(1, 3, 2, 4, 2, 0, 5, 1) },
  'weights and offsets': {
    items: Int32Array.of(1, 2, 2, 5),
    weights: Float32Array.of(1, 0.5, 2, 0),
    offsets: Float32Array.of(0.3, -1, 0, 2),
  },
  synthesised: {
    items: Int32Array.of(1, 2, 2, 5),
    synthesise: ({ negatives }) => ({ vectors: negatives.mul(0.7).add(0.1) as tf.Tensor2D }),
  },
  auxiliary: { items: Int32Array.of(1, 2, 2, 5), auxiliaryLoss: () => tf.scalar(0.25) },
};

/** The loss, computed in plain arithmetic from the definition. */
function expected(users: number[][], items: number[][], negatives: Negatives, l2: number): number {
  const dot = (a: number[], b: number[]) => a.reduce((sum, value, c) => sum + value * b[c], 0);
  const per = negatives.items.length / batch.users.length;
  let loss = 0;
  let squares = 0;
  for (let n = 0; n < negatives.items.length; n++) {
    const b = Math.floor(n / per);
    const user = users[batch.users[b]];
    let negative = items[negatives.items[n]];
    if (negatives.synthesise) negative = negative.map((value) => value * 0.7 + 0.1);
    const difference = dot(user, negative) + (negatives.offsets?.[n] ?? 0) - dot(user, items[batch.items[b]]);
    loss += ((negatives.weights?.[n] ?? 1) * Math.log1p(Math.exp(difference))) / negatives.items.length;
    squares += dot(items[negatives.items[n]], items[negatives.items[n]]);
  }
  for (const user of batch.users) squares += dot(users[user], users[user]);
  for (const item of batch.items) squares += dot(items[item], items[item]);
  return loss + (l2 / 2) * (squares / batch.users.length) + (negatives.auxiliaryLoss ? 0.25 : 0);
}

test.each(Object.entries(kinds))('%s: the loss is what its definition gives', (_name, negatives) => {
  const { parameters, encode } = mf({ dim: 3 }).prepare({ data, random: createRandom(3) });
  const encoding = encode();
  const tables = encoding.all();
  const input = { data, batch, negatives, encoding, loss: bpr(), l2: { weight: 0.1 }, parameters };
  const value = tf.tidy(() => stepLoss(input).dataSync()[0]);
  const [users, items] = [tables.users, tables.items].map((table) => table.arraySync());
  expect(value).toBeCloseTo(expected(users, items, negatives, 0.1), 5);
});

describe.each([mf({ dim: 3 }), lightGCN({ dim: 3, layers: 2 })])('$name', (backbone) => {
  test.each(Object.entries(kinds))('%s: gradients equal finite differences', (_name, negatives) => {
    const { parameters, encode } = backbone.prepare({ data, random: createRandom(3) });
    const loss = () =>
      stepLoss({
        data,
        batch,
        negatives,
        encoding: encode(),
        loss: bpr(),
        l2: { weight: 0.1 },
        parameters,
      });
    const { grads } = tf.variableGrads(loss, Object.values(parameters));
    for (const variable of Object.values(parameters)) {
      const gradient = grads[variable.name].dataSync();
      const values = variable.dataSync();
      for (let n = 0; n < values.length; n++) {
        const at = (shift: number) => {
          const moved = values.slice();
          moved[n] += shift;
          variable.assign(tf.tensor(moved, variable.shape));
          return tf.tidy(() => loss().dataSync()[0]);
        };
        const difference = (at(1e-2) - at(-1e-2)) / 2e-2;
        variable.assign(tf.tensor(values, variable.shape));
        expect(gradient[n]).toBeCloseTo(difference, 3);
      }
    }
  });
});

describe.each([
  lightGCN({ dim: 3, layers: 2 }),
  // Its parts lie side by side.
  ngcf({ dim: 3, layers: 2 }),
])('$name by hop', (backbone) => {
  const items = Int32Array.of(3, 4, 2, 4, 5, 0, 5, 1);
  const others = Int32Array.of(4, 3, 0, 0, 2, 4, 1, 3);
  const byHop = { items: Int32Array.of(...items, ...others, ...items) };
  const kinds: [string, HopNegatives][] = [
    ['parts', byHop],
    ['mixed parts', { ...byHop, shares: Float32Array.from(byHop.items, (_, n) => n / 24) }],
  ];

  test.each(kinds)('%s: loss and gradients are those of parts that are pooled one by one', (_name, given) => {
    const { parameters, encode } = backbone.prepare({ data, random: createRandom(3) });
    const gradients = (negatives: HopNegatives) =>
      tf.variableGrads(
        () =>
          stepLoss({
            ...{ data, batch, parameters, loss: bpr(), l2: { weight: 0.1 } },
            negatives: { items, byHop: negatives },
            encoding: encode(),
          }),
        Object.values(parameters),
      );
    const found = gradients(given);
    const expected = gradients({ items: given.items, synthesise: (hops) => synthesiseByHop(given, hops) });
    expect(found.value.dataSync()[0]).toBeCloseTo(expected.value.dataSync()[0], 5);
    for (const [name, gradient] of Object.entries(expected.grads)) {
      const values = found.grads[name].dataSync();
      expect(gradient.dataSync().some((value) => Math.abs(value) > 1e-3)).toBe(true);
      for (const [n, value] of gradient.dataSync().entries()) expect(values[n]).toBeCloseTo(value, 5);
    }
  });
});

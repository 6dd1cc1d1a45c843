import { createRandom } from '@hnlm/core';
import { useBackend } from '@hnlm/tfjs-backend';
import type * as tf from '@tensorflow/tfjs';
import { beforeAll, expect, test } from 'vitest';
import { candidatesOf, dot, drawByHop, hopSetting, pooled } from '../__fixtures__/hop-setting.ts';
import { batch, data } from '../__fixtures__/small-batch.ts';
import { testSampler } from '../testing/index.ts';
import { dens } from './dens.ts';

beforeAll(() => useBackend('hnlm'));

const sigmoid = (x: number) => 1 / (1 + Math.exp(-x));
const add = (a: readonly number[], b: readonly number[]) => a.map((value, c) => value + b[c]);
const times = (a: readonly number[], b: readonly number[]) => a.map((value, c) => value * b[c]);

/** The gates that `drawByHop` prepares, in plain arithmetic. */
function gates() {
  const prepared = dens().prepare({ data, dimensions: 4, random: createRandom(5).split('prepare') });
  const parameters = prepared.parameters as Readonly<Record<string, tf.Variable>>;
  const layer = (name: string) => {
    const weight = parameters[`${name}GateWeight`].arraySync() as number[][];
    const bias = parameters[`${name}GateBias`].arraySync() as number[];
    return (x: readonly number[]) =>
      bias.map((b, c) => x.reduce((sum, value, r) => sum + value * weight[r][c], b));
  };
  const [ofUser, ofItem, ofPositive, ofNegative] = ['user', 'item', 'positive', 'negative'].map(layer);
  const relevant = (p: readonly number[], u: readonly number[]) =>
    times(p, add(ofItem(p), ofUser(u)).map(sigmoid));
  return {
    positive: relevant,
    negative: (n: readonly number[], p: readonly number[], u: readonly number[]) =>
      times(n, add(ofNegative(n), ofPositive(relevant(p, u))).map(sigmoid)),
  };
}

test.each([1, 31, 101, 500])(
  'epoch %i: the highest u · ((1 - min(1, t / T0)) n - n_r) at each hop',
  (epoch) => {
    const [k, candidates] = [2, 5];
    const { encoding, count, item, user } = hopSetting('mean');
    const { negatives } = drawByHop(dens({ candidates, negatives: k }), encoding, { epoch });
    const of = candidatesOf(k, candidates);
    const rows = k * batch.users.length;
    const kept = 1 - Math.min(1, (epoch - 1) / 100);
    const { negative } = gates();
    for (let h = 0; h < count; h++) {
      for (let row = 0; row < rows; row++) {
        const b = Math.floor(row / k);
        const [u, p] = [user(h, batch.users[b]), item(h, batch.items[b])];
        const score = (one: number) => {
          const n = item(h, one);
          return kept * dot(u, n) - dot(u, negative(n, p, u));
        };
        const chosen = negatives.byHop?.items[h * rows + row] as number;
        expect(of(row)).toContain(chosen);
        expect(score(chosen)).toBeCloseTo(Math.max(...of(row).map(score)), 4);
      }
    }
  },
);

test.each([1, 2])('%i negatives: the loss of the gates is the mean of its four terms, times γ', (k) => {
  const gamma = 0.3;
  const { encoding, count, item, user } = hopSetting('mean');
  const { negatives, hops } = drawByHop(dens({ candidates: 3, negatives: k, gamma }), encoding);
  const { positive, negative } = gates();
  const rows = k * batch.users.length;
  let sum = 0;
  for (const [b, owner] of batch.users.entries()) {
    const each = Array.from({ length: count }, (_, h) => h);
    const u = pooled(
      'mean',
      each.map((h) => user(h, owner)),
    );
    const scored = (part: (h: number) => number[]) => dot(u, pooled('mean', each.map(part)));
    const p = (h: number) => item(h, batch.items[b]);
    const relevant = scored((h) => positive(p(h), user(h, owner)));
    const irrelevant = scored(p) - relevant;
    const others = Array.from({ length: k }, (_, one) => {
      const n = (h: number) => item(h, negatives.byHop?.items[h * rows + b * k + one] as number);
      const ofNegative = scored((h) => negative(n(h), p(h), user(h, owner)));
      return { relevant: ofNegative, irrelevant: scored(n) - ofNegative };
    });
    const total = (differences: number[]) => Math.log1p(differences.reduce((all, x) => all + Math.exp(x), 0));
    sum += total([irrelevant - relevant]);
    sum += total(others.map((n) => n.relevant - n.irrelevant));
    sum += total(others.map((n) => n.relevant - relevant));
    sum += total(others.map((n) => irrelevant - n.irrelevant));
  }
  const loss = negatives.byHop?.auxiliaryLoss?.(hops).dataSync()[0];
  expect(loss).toBeCloseTo((gamma * sum) / 4 / batch.users.length, 4);
});

test('without weight the gates have no loss', () => {
  const { encoding } = hopSetting('mean');
  expect(drawByHop(dens({ gamma: 0 }), encoding).negatives.byHop?.auxiliaryLoss).toBeUndefined();
});

test('keeps the contract', () => testSampler(() => dens({ candidates: 4, negatives: 2 })), 60_000);

test('hops that lie side by side, and a bad option, are clear errors', () => {
  const { encoding } = hopSetting('concat');
  expect(() => drawByHop(dens(), encoding)).toThrow(expect.objectContaining({ code: 'SAMPLER' }));
  expect(() => dens({ warmUp: 0 })).toThrow(expect.objectContaining({ code: 'OPTION' }));
});

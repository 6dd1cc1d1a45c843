import { createRandom } from '@hnlm/core';
import { describe, expect, test } from 'vitest';
import { compareTransfer } from './compare-transfer.ts';
import { convergence } from './convergence.ts';

describe('convergence', () => {
  const curve = [0.02, 0.08, 0.096, 0.1, 0.097].map((value, n) => ({
    epoch: 5 * (n + 1),
    seconds: 2 * n + 1,
    value,
  }));

  test('finds the first epoch at 95 % of the best', () => {
    expect(convergence(curve)).toEqual({ best: 0.1, bestEpoch: 20, epochs: 15, seconds: 5, share: 0.95 });
    expect(convergence(curve, { share: 0.75 })?.epochs).toBe(10);
    expect(convergence(curve, { share: 1 })?.epochs).toBe(20);
  });

  test('holds curves against a common target, which one may never reach', () => {
    expect(convergence(curve, { target: 0.08 })?.epochs).toBe(10);
    expect(convergence(curve, { target: 0.2 })).toBeNull();
  });

  test('needs no seconds', () => {
    expect(convergence([{ epoch: 1, value: 1 }])?.seconds).toBeNull();
  });

  test('refuses no points, no order, and no value above 0', () => {
    expect(() => convergence([])).toThrow('a curve of 0 points');
    expect(() => convergence([...curve].reverse())).toThrow('epoch 20 comes after epoch 25');
    expect(() => convergence([{ epoch: 1, value: 0 }])).toThrow('with the best 0');
    expect(() => convergence([{ epoch: 1, value: Number.NaN }])).toThrow('with the best NaN');
  });
});

describe('compareTransfer', () => {
  const random = createRandom('transfer');
  const users = Int32Array.from({ length: 400 }, (_, user) => user);
  const base = Float64Array.from(users, () => random.uniform());
  const result = (gain: number) => ({
    users,
    perUser: { 'NDCG@20': base.map((value) => value + gain + 0.05 * random.normal()) },
  });
  const compare = (frozen: number, fineTuned: number) =>
    compareTransfer({
      results: { frozen: result(frozen), fineTuned: result(fineTuned), randomVectors: result(0) },
      metric: 'NDCG@20',
      random: createRandom(1),
    });

  test('tells what share of the gain is kept', () => {
    const { kept, frozenOverRandom, fineTunedOverFrozen } = compare(0.06, 0.1);
    expect(kept).toBeCloseTo(0.6, 1);
    expect(frozenOverRandom).toMatchObject({
      model: 'frozen',
      baseline: 'randomVectors',
      significant: true,
    });
    expect(fineTunedOverFrozen).toMatchObject({ model: 'fineTuned', baseline: 'frozen', significant: true });
  });

  test('has no share of a gain that is none', () => {
    expect(compare(0.001, 0).kept).toBeNull();
    expect(compare(-0.05, -0.1).kept).toBeNull();
  });
});

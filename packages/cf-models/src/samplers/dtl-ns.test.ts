import { createRandom } from '@hnlm/core';
import { useBackend } from '@hnlm/tfjs-backend';
import { beforeAll, expect, test } from 'vitest';
import { candidatesOf, dot, drawByHop, hopSetting } from '../__fixtures__/hop-setting.ts';
import { batch, data } from '../__fixtures__/small-batch.ts';
import { testSampler } from '../testing/index.ts';
import { dtlNs } from './dtl-ns.ts';

beforeAll(() => useBackend('hnlm'));

const candidates = 5;
/** Vectors in four far groups of ten: above 30 items the tree has one level, the group. */
const group = (item: number) => item % 4;
const vectors = {
  values: Float32Array.from(
    { length: 80 },
    (_, n) => 10 * (n % 2 === 0 ? group(n >> 1) >> 1 : group(n >> 1) & 1),
  ),
  dimensions: 2,
};

test.each(['mean', 'concat'] as const)('hops by %s: the highest scaled score plus nearness', (pooling) => {
  const { encoding, count, item, scoring } = hopSetting(pooling);
  const sampler = dtlNs({ candidates, structural: 0, semantic: 0.3, vectors, negatives: 2 });
  const { negatives, vectors: made } = drawByHop(sampler, encoding);
  const of = candidatesOf(2, candidates);
  const rows = 2 * batch.users.length;
  let moved = 0;
  for (let h = 0; h < count; h++) {
    for (let row = 0; row < rows; row++) {
      const b = Math.floor(row / 2);
      const scores = of(row).map((one) => dot(scoring(h, batch.users[b]), item(h, one)));
      const [low, high] = [Math.min(...scores), Math.max(...scores)];
      const value = (one: number) => {
        const scaled = (scores[of(row).indexOf(one)] - low) / (high - low + 1e-8);
        return scaled + (group(one) === group(batch.items[b]) ? 0.3 : 0);
      };
      const chosen = negatives.byHop?.items[h * rows + row] as number;
      expect(of(row)).toContain(chosen);
      expect(value(chosen)).toBeCloseTo(Math.max(...of(row).map(value)), 4);
      if (scores[of(row).indexOf(chosen)] < high) moved++;
    }
  }
  expect(moved).toBeGreaterThan(50);
  expect(made).toHaveLength(rows);
});

test('the tree of interactions draws the choice to the group of the positive', () => {
  const { encoding } = hopSetting('mean');
  const same = (structural: number) => {
    const { negatives } = drawByHop(dtlNs({ candidates, structural }), encoding);
    return negatives.items.filter((item, n) => group(item) === group(batch.items[n])).length;
  };
  expect(same(10)).toBeGreaterThan(same(0) * 1.2);
});

test('keeps the contract', () => testSampler(() => dtlNs({ candidates: 4 })), 30_000);

test('vectors that are not one an item, and bad options, are clear errors', () => {
  const sampler = dtlNs({ vectors: { values: new Float32Array(4), dimensions: 2 } });
  expect(() => sampler.prepare({ data, dimensions: 4, random: createRandom(1) })).toThrow(
    expect.objectContaining({ code: 'SHAPE' }),
  );
  expect(() => dtlNs({ candidates: 0 })).toThrow(expect.objectContaining({ code: 'OPTION' }));
});

import { randomUniform, useBackend } from '@hnlm/tfjs-backend';
import { beforeAll, describe, expect, test } from 'vitest';
import { candidatesOf, dot, drawByHop, hopSetting, pooled, stepStream } from '../__fixtures__/hop-setting.ts';
import { batch, data } from '../__fixtures__/small-batch.ts';
import { testSampler } from '../testing/index.ts';
import { drawUnseen } from './draw-unseen.ts';
import { mixGCF } from './mix-gcf.ts';

beforeAll(() => useBackend('hnlm'));

const candidates = 5;

describe.each(['mean', 'concat'] as const)('hops by %s', (pooling) => {
  test.each([1, 2])('%i negatives: the hardest candidate of each hop, mixed with the positive', (k) => {
    const { encoding, count, width, item, scoring } = hopSetting(pooling);
    const { negatives, vectors, ego } = drawByHop(mixGCF({ candidates, negatives: k }), encoding);
    const of = candidatesOf(k, candidates);
    const rows = k * batch.users.length;
    const drawn = new Set<number>();
    for (let row = 0; row < rows; row++) {
      const b = Math.floor(row / k);
      const parts = Array.from({ length: count }, (_, h) => {
        const chosen = negatives.byHop?.items[h * rows + row] as number;
        const score = (one: number) => dot(scoring(h, batch.users[b]), item(h, one));
        expect(of(row)).toContain(chosen);
        expect(score(chosen)).toBeCloseTo(Math.max(...of(row).map(score)), 4);
        return { positive: item(h, batch.items[b]), negative: item(h, chosen) };
      });
      // Hop 0 shows its coefficient: the same in every dimension.
      const shares = parts[0].positive.map(
        (p, c) => (ego[row][c] - parts[0].negative[c]) / (p - parts[0].negative[c]),
      );
      expect(Math.max(...shares) - Math.min(...shares)).toBeLessThan(0.01);
      expect(shares[0]).toBeGreaterThan(-1e-3);
      expect(shares[0]).toBeLessThan(1.001);
      drawn.add(Math.round(1000 * shares[0]));
      if (pooling === 'concat') {
        for (const [h, { positive, negative }] of parts.entries()) {
          const own = vectors[row].slice(h * width, (h + 1) * width);
          const share =
            dot(sub(own, negative), sub(positive, negative)) /
            dot(sub(positive, negative), sub(positive, negative));
          for (let c = 0; c < width; c++)
            expect(own[c]).toBeCloseTo(share * positive[c] + (1 - share) * negative[c], 4);
        }
      }
    }
    expect(drawn.size).toBeGreaterThan(150);
    expect(negatives.items).toEqual(negatives.byHop?.items.slice(0, rows));
  });

  test('a coefficient for each dimension takes part in the choice', () => {
    const { encoding, count, width, item, scoring } = hopSetting(pooling);
    const { vectors } = drawByHop(mixGCF({ candidates, coefficient: 'dimension' }), encoding);
    const stream = stepStream();
    const size = batch.users.length;
    const pool = drawUnseen(data, batch.users, candidates, stream);
    const shares = Array.from(
      { length: count },
      () => randomUniform([size * candidates, width], stream).arraySync() as number[][],
    );
    for (let row = 0; row < size; row++) {
      const parts = shares.map((ofHop, h) => {
        const positive = item(h, batch.items[row]);
        const mixed = Array.from({ length: candidates }, (_, c) => {
          const place = row * candidates + c;
          const negative = item(h, pool[place]);
          return positive.map((p, d) => ofHop[place][d] * p + (1 - ofHop[place][d]) * negative[d]);
        });
        const scores = mixed.map((one) => dot(scoring(h, batch.users[row]), one));
        return mixed[scores.indexOf(Math.max(...scores))];
      });
      for (const [c, value] of pooled(pooling, parts).entries())
        expect(vectors[row][c]).toBeCloseTo(value, 4);
    }
  });
});

const sub = (a: readonly number[], b: readonly number[]) => a.map((value, c) => value - b[c]);

test.each([
  mixGCF({ candidates: 4 }),
  mixGCF({ candidates: 3, negatives: 2 }),
  mixGCF({ candidates: 4, coefficient: 'dimension' }),
])('keeps the contract: $plan', (sampler) => testSampler(() => sampler), 30_000);

test('no candidates are one clear error', () => {
  expect(() => mixGCF({ candidates: 0 })).toThrow(expect.objectContaining({ code: 'OPTION' }));
});

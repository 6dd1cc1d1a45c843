import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { coverage } from './coverage.ts';
import { metrics } from './metrics.ts';
import { microRecall } from './micro-recall.ts';
import { ngcfNdcg } from './ngcf-ndcg.ts';
import { recommendationGini } from './recommendation-gini.ts';

// Relevant items at ranks 2 and 5, three relevant in all.
const hits = Uint8Array.of(0, 1, 0, 0, 1);

test.each([
  ['Recall', 2, 1 / 3],
  ['Recall', 5, 2 / 3],
  ['Precision', 2, 1 / 2],
  ['Precision', 5, 2 / 5],
  ['Hit', 1, 0],
  ['Hit', 2, 1],
  ['MRR', 1, 0],
  ['MRR', 5, 1 / 2],
  // (1 / 2 + 2 / 5) / min(3, 5)
  ['MAP', 5, 0.9 / 3],
  ['MAP', 2, 0.5 / 2],
  // (1 / log2 3 + 1 / log2 6) / (1 + 1 / log2 3 + 1 / log2 4)
  ['NDCG', 5, (0.6309297535714575 + 0.38685280723454163) / 2.1309297535714578],
  // Only two ranks: the best list has two hits, not three.
  ['NDCG', 2, 0.6309297535714575 / 1.6309297535714575],
])('%s@%i is worked out by hand', (name, k, expected) => {
  expect(metrics[name](hits, 3, k)).toBeCloseTo(expected, 14);
});

const lists = fc
  .array(fc.constantFrom(0, 1), { minLength: 1, maxLength: 30 })
  .chain((ranks) =>
    fc.record({ ranks: fc.constant(Uint8Array.from(ranks)), more: fc.integer({ min: 0, max: 30 }) }),
  );

test('every metric lies in [0, 1], is 0 without a hit, and never falls when a miss becomes a hit', () => {
  fc.assert(
    fc.property(lists, fc.nat(), ({ ranks, more }, at) => {
      const relevant = ranks.reduce((sum, hit) => sum + hit, 0) + more + 1;
      const better = ranks.slice();
      better[at % ranks.length] = 1;
      for (const metric of Object.values(metrics)) {
        const value = metric(ranks, relevant, ranks.length);
        expect(value).toBeGreaterThanOrEqual(0);
        expect(metric(better, relevant, ranks.length)).toBeGreaterThanOrEqual(value);
        expect(metric(better, relevant, ranks.length)).toBeLessThanOrEqual(1 + 1e-12);
        expect(metric(new Uint8Array(ranks.length), relevant, ranks.length)).toBe(0);
      }
    }),
  );
});

test('NDCG of a list that starts with all relevant items is 1', () => {
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 40 }), fc.integer({ min: 1, max: 20 }), (relevant, k) => {
      const perfect = Uint8Array.from({ length: k }, (_, rank) => (rank < relevant ? 1 : 0));
      expect(metrics.NDCG(perfect, relevant, k)).toBe(1);
    }),
  );
});

test("NGCF's NDCG is never below NDCG, and equals it where all relevant items are retrieved", () => {
  fc.assert(
    fc.property(lists, fc.integer({ min: 1, max: 30 }), ({ ranks, more }, cutOff) => {
      const k = Math.min(cutOff, ranks.length);
      const retrieved = ranks.reduce((sum, hit) => sum + hit, 0);
      const relevant = Math.max(1, retrieved + more);
      expect(ngcfNdcg(ranks, relevant, k)).toBeGreaterThanOrEqual(metrics.NDCG(ranks, relevant, k));
      if (retrieved > 0) expect(ngcfNdcg(ranks, retrieved, k)).toBe(metrics.NDCG(ranks, retrieved, k));
    }),
  );
});

describe('metrics of all lists', () => {
  const totals = (...recommended: number[]) => ({
    recommended: Int32Array.from(recommended),
    hits: 3,
    relevant: 12,
  });

  test('are worked out by hand', () => {
    expect(coverage(totals(2, 0, 1, 0))).toBe(0.5);
    expect(microRecall(totals(1))).toBe(0.25);
    // (-3 * 0 - 1 * 0 + 1 * 1 + 3 * 2) / (4 * 3)
    expect(recommendationGini(totals(2, 0, 1, 0))).toBeCloseTo(7 / 12, 14);
  });

  test('reach their ends', () => {
    expect(recommendationGini(totals(4, 4, 4))).toBe(0);
    expect(recommendationGini(totals(0, 0, 9, 0))).toBe(0.75);
    expect(recommendationGini(totals(0, 0))).toBeNaN();
  });
});

import { contains } from '@hnlm/core';
import { describe, expect, it } from 'vitest';
import { blockShop } from './__fixtures__/block-shop.ts';
import { falseNegativeOdds } from './false-negative-odds.ts';
import { negativeEvidence } from './negative-evidence.ts';
import type { NegativeFlag, NegativeSet } from './negative-set.ts';

const data = blockShop();
const unseen = data.items.ids.filter((_, item) => !contains(data.interactions, 5, item));
const seen = data.items.ids.find((_, item) => contains(data.interactions, 5, item))!;

const rejected = (...pairs: [text: number, flags: NegativeFlag[]][]): NegativeSet => ({
  texts: [
    [
      { item: seen, similarity: 0.9 },
      { item: unseen[0], similarity: 0.8 },
      { item: unseen[1], similarity: -0.2 },
    ],
    [{ item: unseen[0], similarity: 0.5 }],
  ].map((grounded, text) => ({ text: `text ${text}`, provenance: { generator: 'test' }, grounded })),
  pairs: pairs.map(([text, flags]) => ({ user: 'user-5', positive: seen, text, flags })),
  coverage: { pairs: 9, covered: pairs.length, uncovered: {} },
});

describe('negativeEvidence', () => {
  it('points to the unseen items near a text, by cosine and the strongest reason', () => {
    const evidence = negativeEvidence({ rejected: rejected([0, ['is-positive', 'wanted']]), data });
    expect(evidence).toEqual([
      { user: 'user-5', item: unseen[0], weight: 0.4, reasons: { 'is-positive': 1, wanted: 1 } },
    ]);
  });

  it('lets several rejections add up', () => {
    const set = rejected([0, ['wanted']], [1, ['wanted']]);
    const [{ weight, reasons }] = negativeEvidence({ rejected: set, data });
    expect(weight).toBeCloseTo(1 - 0.6 * 0.75, 12);
    expect(reasons).toEqual({ wanted: 2 });
  });

  it('learns nothing from texts that are bad, not wanted', () => {
    const set = rejected([0, ['out-of-catalogue', 'copies-title']], [1, ['unchanged']]);
    expect(negativeEvidence({ rejected: set, data })).toEqual([]);
  });

  it('refuses a strength above 1', () => {
    const call = () => negativeEvidence({ rejected: rejected(), data, strengths: { wanted: 2 } });
    expect(call).toThrow(/strength of "wanted"/);
  });
});

describe('falseNegativeOdds', () => {
  it('is the weight where there is evidence, and 0 elsewhere', () => {
    const evidence = negativeEvidence({ rejected: rejected([1, ['wanted']]), data });
    const odds = falseNegativeOdds({ evidence, data });
    const expected = data.items.ids.map((id) => (id === unseen[0] ? 0.25 : 0));
    expect(Array.from(odds(5))).toEqual(expected);
    expect(odds(4).every((p) => p === 0)).toBe(true);
  });
});

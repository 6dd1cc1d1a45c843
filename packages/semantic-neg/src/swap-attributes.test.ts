import { createRandom } from '@hnlm/core';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { blockConcepts, blockShop, reordered, reorderedConcepts } from './__fixtures__/block-shop.ts';
import { type NegativeSet, negativeRows } from './negative-set.ts';
import { negativesByPair } from './negatives-by-pair.ts';
import { swapAttributes } from './swap-attributes.ts';

const data = blockShop();
const make = (k: number, maxTexts?: number) =>
  swapAttributes({ data, concepts: blockConcepts, k, maxTexts, random: createRandom(1) });

function difference(text: string, positive: string): number {
  const title = data.texts[data.items.indexOf(positive)!].title!.split(' ');
  return text.split(' ').filter((word, index) => word !== title[index]).length;
}

describe('swapAttributes', () => {
  it.each([1, 2])('changes exactly %i attributes of the positive', (k) => {
    for (const { text, positive } of negativeRows(make(k))) expect(difference(text, positive)).toBe(k);
  });

  it('covers every pair with a concept, and says why the others have no text', () => {
    const { coverage, pairs } = make(1);
    expect(coverage).toEqual({
      pairs: data.interactions.indices.length,
      covered: data.interactions.indices.length - 1,
      uncovered: { 'no-concept': 1 },
    });
    expect(pairs).toHaveLength(coverage.covered);
  });

  it('prefers what the history lacks', () => {
    const share = (parity: number, word: string) => {
      const rows = negativeRows(make(1)).filter(({ user }) => Number(user.slice(5)) % 2 === parity);
      return rows.filter(({ text }) => text.includes(word)).length / rows.length;
    };
    expect(share(0, 'plastic')).toBeGreaterThan(0.7);
    expect(share(0, 'space')).toBeLessThan(0.25);
    expect(share(1, 'space')).toBeGreaterThan(0.6);
  });

  it('keeps to the number of texts, first by sharing and then by leaving out', () => {
    const few = make(1, 45);
    expect(few.texts.length).toBeLessThanOrEqual(45);
    expect(few.coverage.uncovered).toEqual({ 'no-concept': 1 });
    const fewer = make(1, 10);
    expect(fewer.texts.length).toBeLessThanOrEqual(10);
    expect(fewer.coverage.uncovered['over-budget']).toBeGreaterThan(0);
  });

  it('gives each original pair the same text whatever the order of users and items', () => {
    const textsOf = (set: NegativeSet) =>
      new Map(negativeRows(set).map(({ user, positive, text }) => [`${user} ${positive}`, text]));
    const expected = textsOf(make(1, 60));
    fc.assert(
      fc.property(fc.integer(), (seed) => {
        const other = reordered(data, seed);
        const concepts = reorderedConcepts(data, other);
        const set = swapAttributes({ data: other, concepts, maxTexts: 60, random: createRandom(1) });
        expect(textsOf(set)).toEqual(expected);
      }),
      { numRuns: 20 },
    );
  });

  it('refuses limits below 1', () => {
    expect(() => make(0)).toThrow(/k is 0/);
    expect(() => make(1, 0)).toThrow(/maxTexts is 0/);
  });
});

describe('negativesByPair', () => {
  const set = make(1);
  const original = new Map(set.pairs.map(({ user, positive, text }) => [`${user} ${positive}`, text]));

  it('follows original ids under any permutation of the id maps', () => {
    fc.assert(
      fc.property(fc.integer(), (seed) => {
        const { users, items } = reordered(data, seed);
        const lookup = negativesByPair(set);
        for (const user of users.ids) {
          for (const item of items.ids) {
            expect(lookup.textOf(user, item)).toBe(original.get(`${user} ${item}`) ?? -1);
          }
        }
      }),
      { numRuns: 5 },
    );
  });

  it('refuses two texts for one pair', () => {
    expect(() => negativesByPair({ pairs: [set.pairs[0], set.pairs[0]] })).toThrow(/two negatives for user/);
  });
});

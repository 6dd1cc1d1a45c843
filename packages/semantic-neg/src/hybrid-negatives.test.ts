import { contains, createRandom, positionOf } from '@hnlm/core';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { blockShop } from './__fixtures__/block-shop.ts';
import { type HybridNegativesOptions, hybridNegatives } from './hybrid-negatives.ts';
import type { NegativeSet } from './negative-set.ts';

const data = blockShop();
const { ids } = data.items;
const random = createRandom('grounded');
const pairs = data.users.ids.flatMap((user, row) =>
  Array.from(
    data.interactions.indices.subarray(data.interactions.indptr[row], data.interactions.indptr[row + 1]),
    (item) => ({ user, positive: ids[item] }),
  ),
);
/** Two of three pairs have a text, near five random items. */
const negatives: NegativeSet = {
  texts: pairs.map((_, text) => ({
    text: `text ${text}`,
    provenance: { generator: 'test' },
    grounded: random
      .shuffle(ids.slice())
      .slice(0, 5)
      .map((item) => ({ item, similarity: 0.5 })),
  })),
  pairs: pairs.map((pair, text) => ({ ...pair, text })).filter(({ text }) => text % 3 > 0),
  coverage: { pairs: pairs.length, covered: 0, uncovered: {} },
};
const all = [...ids.keys()];
const make = (options: Partial<HybridNegativesOptions> = {}) =>
  hybridNegatives({ negatives, data, retrieved: () => all, ...options });

describe('hybridNegatives', () => {
  it('has distinct unseen items for every pair, generated ones first, with their weights', () => {
    const count = fc.integer({ min: 0, max: 3 });
    fc.assert(
      fc.property(count, count, (perGenerated, perRetrieved) => {
        fc.pre(perGenerated + perRetrieved > 0);
        const { size, items, weights, counts } = make({ perGenerated, perRetrieved, lambda: 0.25 });
        expect(size).toBe(perGenerated + perRetrieved);
        expect(items).toHaveLength(pairs.length * size);
        expect(counts.generated + counts.retrieved).toBe(items.length);
        let generated = 0;
        for (const [place, { user, positive }] of pairs.entries()) {
          const row = data.users.indexOf(user)!;
          expect(positionOf(data.interactions, row, data.items.indexOf(positive)!)).toBe(place);
          const own = Array.from(items.subarray(place * size, (place + 1) * size));
          expect(new Set(own).size).toBe(size);
          for (const item of own) expect(contains(data.interactions, row, item)).toBe(false);
          const near = place % 3 > 0 ? negatives.texts[place].grounded! : [];
          const usable = near
            .map(({ item }) => data.items.indexOf(item)!)
            .filter((item) => !contains(data.interactions, row, item))
            .slice(0, perGenerated);
          expect(own.slice(0, usable.length)).toEqual(usable);
          const expected = own.map((_, index) => (index < usable.length ? 0.25 : 1));
          expect(Array.from(weights.subarray(place * size, (place + 1) * size))).toEqual(expected);
          generated += usable.length;
        }
        expect(counts.generated).toBe(generated);
      }),
      { numRuns: 20 },
    );
  });

  it('weighs each generated negative by a function of user, positive and item', () => {
    const lambda = (user: number, positive: number, item: number) => user + positive / 64 + item / 4096;
    const { size, items, weights } = make({ lambda });
    const plain = make({ lambda: 0.25 });
    expect(items).toEqual(plain.items);
    for (const [at, weight] of weights.entries()) {
      const { user, positive } = pairs[Math.floor(at / size)];
      const own = [data.users.indexOf(user)!, data.items.indexOf(positive)!] as const;
      const expected = plain.weights[at] === 0.25 ? lambda(...own, items[at]) : 1;
      expect(weight).toBe(Math.fround(expected));
    }
  });

  it('gives places that nothing fills no weight', () => {
    const { items, weights, counts } = make({ perGenerated: 0, retrieved: () => [] });
    expect(counts).toEqual({ generated: 0, retrieved: 0, empty: pairs.length });
    expect(weights.every((weight) => weight === 0)).toBe(true);
    for (const [place, { user }] of pairs.entries()) {
      expect(contains(data.interactions, data.users.indexOf(user)!, items[place])).toBe(false);
    }
  });

  it.each([
    { perGenerated: 0, perRetrieved: 0 },
    { perRetrieved: 1.5 },
    { lambda: -1 },
    { lambda: () => Number.NaN },
  ])('refuses %j', (options) => {
    expect(() => make(options)).toThrow(expect.objectContaining({ code: 'NEGATIVES_OPTION' }));
  });
});

import { createRandom } from '@hnlm/core';
import { describe, expect, it } from 'vitest';
import { blockShop, reordered } from './__fixtures__/block-shop.ts';
import { randomPairs, selectPairs, uncertainPairs, zipPairs } from './select-pairs.ts';

const data = blockShop();
const total = data.interactions.indices.length;

describe('selectPairs', () => {
  const pairs = ['a', 'a', 'a', 'b', 'a', 'c'].map((user, index) => ({ user, positive: `${index}` }));

  it('takes from the front, at most so many of a user', () => {
    expect(selectPairs({ pairs, budget: 4 })).toEqual(pairs.slice(0, 4));
    const selected = selectPairs({ pairs, budget: 4, maxPerUser: 2 });
    expect(selected.map(({ positive }) => positive)).toEqual(['0', '1', '3', '5']);
  });

  it('refuses a cap of 0', () => {
    expect(() => selectPairs({ pairs, budget: 4, maxPerUser: 0 })).toThrow(/maxPerUser is 0/);
  });
});

describe('randomPairs', () => {
  it('has every pair once, in an order that depends on the seed and the original ids alone', () => {
    const order = (view = data, seed = 1) =>
      randomPairs({ data: view, random: createRandom(seed) }).map(
        ({ user, positive }) => `${user} ${positive}`,
      );
    expect(new Set(order()).size).toBe(total);
    expect(order(reordered(data, 5))).toEqual(order());
    expect(order(data, 2)).not.toEqual(order());
  });
});

describe('uncertainPairs', () => {
  it('puts margins near 0 first, of either sign', () => {
    const margin = (user: number, item: number) => Math.sin(user * 41 + item);
    const sizes = uncertainPairs({ data, margin }).map(({ user, positive }) =>
      Math.abs(margin(data.users.indexOf(user)!, data.items.indexOf(positive)!)),
    );
    expect(sizes).toHaveLength(total);
    expect(sizes).toEqual(sizes.toSorted((one, other) => one - other));
  });

  it('names a pair without a finite margin', () => {
    expect(() => uncertainPairs({ data, margin: () => Number.NaN })).toThrow(/user "user-0"/);
  });
});

describe('zipPairs', () => {
  it('spreads over texts, and leaves out empty ones', () => {
    const textOf = (user: number, item: number) =>
      user === 0 ? '' : `${data.texts[item].title ?? ''} for ${data.users.ids[user]}`;
    const pairs = zipPairs({ data, textOf, budget: 30 });
    expect(pairs).toHaveLength(30);
    expect(pairs.some(({ user }) => user === 'user-0')).toBe(false);
    expect(zipPairs({ data: data, textOf: () => '', budget: 3 })).toEqual([]);
  });
});

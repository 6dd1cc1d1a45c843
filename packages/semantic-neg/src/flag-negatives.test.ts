import { rowOf } from '@hnlm/core';
import { describe, expect, it } from 'vitest';
import { blockShop } from './__fixtures__/block-shop.ts';
import { flagNegatives } from './flag-negatives.ts';
import type { Grounding } from './negative-set.ts';
import { saysTitle } from './says-title.ts';

const data = blockShop();
const history = Array.from(rowOf(data.interactions, 1), (item) => data.items.ids[item]);
const [positive, otherPositive] = history;
const stranger = data.items.ids.find((id) => !history.includes(id))!;

function flags(text: string, grounded?: Grounding[]) {
  const negatives = {
    texts: [{ text, grounded, provenance: { generator: 'test' } }],
    pairs: [{ user: 'user-1', positive, text: 0 }],
    coverage: { pairs: 1, covered: 1, uncovered: {} },
  };
  return flagNegatives({ negatives, data }).pairs[0].flags;
}

describe('flagNegatives', () => {
  it('finds nothing wrong with a text near an item that the user has not got', () => {
    const grounded = [
      { item: stranger, similarity: 0.97 },
      { item: positive, similarity: 0.9 },
    ];
    expect(flags('glass robot puzzle', grounded)).toEqual([]);
  });

  it('finds a text whose nearest item is a train positive', () => {
    expect(flags('something', [{ item: otherPositive, similarity: 0.7 }])).toEqual(['is-positive']);
  });

  it('finds a text that a train positive is too near to, although another item is nearer', () => {
    const grounded = [
      { item: stranger, similarity: 0.99 },
      { item: otherPositive, similarity: 0.96 },
    ];
    expect(flags('something', grounded)).toEqual(['too-near']);
  });

  it('finds a text that nothing in the catalogue is like', () => {
    expect(flags('something', [{ item: stranger, similarity: 0.2 }])).toEqual(['out-of-catalogue']);
  });

  it('finds a text that repeats the title, also before grounding', () => {
    const title = data.texts[data.items.indexOf(positive)!].title!;
    expect(flags(`A ${title.toUpperCase()}!`)).toEqual(['copies-title']);
  });

  it('finds a text that repeats the title of another train item, and not of a stranger', () => {
    const titleOf = (id: string) => data.texts[data.items.indexOf(id)!].title!;
    expect(flags(titleOf(otherPositive))).toEqual(['copies-title']);
    expect(titleOf(stranger)).not.toBe('');
    expect(flags(titleOf(stranger))).toEqual([]);
  });

  it('finds a piece of a web page, also one that is cut, and no comparison', () => {
    expect(flags('<span id="parentalAdvisory" class="a-size-medium"')).toEqual(['markup']);
    expect(flags('plain</b>')).toEqual(['markup']);
    expect(flags('fewer than < 5 pieces <3')).toEqual([]);
  });

  it('adds to the flags of other filters, once', () => {
    const pair = { user: 'user-1', positive, text: 0, flags: ['wanted', 'markup'] as const };
    const negatives = {
      texts: [{ text: '<b>', provenance: { generator: 'test' } }],
      pairs: [pair],
      coverage: { pairs: 1, covered: 1, uncovered: {} },
    };
    expect(flagNegatives({ negatives, data }).pairs[0].flags).toEqual(['wanted', 'markup']);
  });
});

describe('saysTitle', () => {
  it.each([
    ['It', 'it!', true],
    ['Make it a horror film', 'It', false],
    ['Toy Story 3', 'Toy Story (1995)', false],
    ['another dead poets society film', 'Dead Poets Society', true],
    ['anything', '', false],
  ])('"%s" against "%s": %s', (text, title, expected) => {
    expect(saysTitle(text, title)).toBe(expected);
  });
});

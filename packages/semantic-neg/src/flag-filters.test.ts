import { createRandom } from '@hnlm/core';
import { describe, expect, it } from 'vitest';
import { blockConcepts, blockShop } from './__fixtures__/block-shop.ts';
import { dropFlagged } from './drop-flagged.ts';
import { flagNearProfiles } from './flag-near-profiles.ts';
import { flagUnchanged, maskEdits } from './flag-unchanged.ts';
import type { NegativeSet } from './negative-set.ts';
import { swapAttributes } from './swap-attributes.ts';

const data = blockShop();
const [user, other] = data.users.ids;
const [positive] = data.items.ids;

const set = (pairs: NegativeSet['pairs']): NegativeSet => ({
  texts: ['first', 'second'].map((text) => ({ text, provenance: { generator: 'test' } })),
  pairs,
  coverage: { pairs: 5, covered: pairs.length, uncovered: { abstained: 5 - pairs.length } },
});

describe('dropFlagged', () => {
  it('divides the pairs and counts each drop once', () => {
    const flagged = set([
      { user, positive, text: 0, flags: ['too-near', 'is-positive'] },
      { user: other, positive, text: 1, flags: ['copies-title'] },
      { user: 'x', positive, text: 1 },
    ]);
    const { kept, rejected } = dropFlagged(flagged, ['is-positive', 'too-near']);
    expect(kept.pairs.map((pair) => pair.user)).toEqual([other, 'x']);
    expect(rejected.pairs.map((pair) => pair.user)).toEqual([user]);
    expect(kept.coverage).toEqual({ pairs: 5, covered: 2, uncovered: { abstained: 2, 'is-positive': 1 } });
    expect(kept.texts).toBe(flagged.texts);
  });
});

describe('flagNearProfiles', () => {
  it('marks by the cosine of text and profile, and keeps what was found before', () => {
    const profileEmbeddings = new Float32Array(data.users.size * 2);
    profileEmbeddings.set([3, 4], 0);
    const { pairs } = flagNearProfiles({
      negatives: set([
        { user, positive, text: 0, flags: ['too-near'] },
        { user, positive, text: 1 },
        { user: other, positive, text: 0 },
      ]),
      data,
      textEmbeddings: Float32Array.of(10, 0, 0, 7), // cosines .6 and .8 to the profile
      profileEmbeddings,
      tooNear: 0.7,
    });
    expect(pairs.map(({ flags }) => flags)).toEqual([['too-near'], ['near-profile'], []]);
  });

  it('refuses embeddings that do not fit', () => {
    const call = () =>
      flagNearProfiles({
        negatives: set([]),
        data,
        textEmbeddings: new Float32Array(4),
        profileEmbeddings: new Float32Array(4),
        tooNear: 0.7,
      });
    expect(call).toThrow(/4 numbers for 60 profiles/);
  });
});

describe('flagUnchanged', () => {
  const negatives = swapAttributes({ data, concepts: blockConcepts, k: 1, random: createRandom(1) });
  const vocabulary = [...new Set(data.texts.flatMap(({ title = '' }) => title.split(' ')))];
  const embed = (texts: readonly string[], words = vocabulary) =>
    Float32Array.from(
      texts.flatMap((text) => words.map((word) => (text.split(' ').includes(word) ? 1 : 0.01))),
    );
  const titles = data.texts.map(({ title = '' }) => title);

  it('masks exactly the new values', () => {
    for (const [index, masked] of maskEdits(negatives).entries()) {
      const { text, provenance } = negatives.texts[index];
      const [{ to }] = provenance.swaps as { to: string }[];
      expect(masked.split(' ')).toEqual(text.split(' ').filter((word) => word !== to));
    }
  });

  it.each([
    ['hundred piece red puzzle', 'red', 'hundred piece puzzle'],
    ['Red, red puzzle', 'red', ', red puzzle'],
    ['C++ book (C)', 'c++', 'book (C)'],
    ['hundred pieces', 'red', 'hundred pieces'],
  ])('masks in "%s" the whole words "%s" alone', (text, to, masked) => {
    const provenance = { generator: 'test', swaps: [{ dimension: 'colour', from: 'blue', to }] };
    expect(maskEdits({ texts: [{ text, provenance }] })).toEqual([masked]);
  });

  const flagged = (words: string[], score?: () => number) =>
    flagUnchanged({
      negatives,
      data,
      textEmbeddings: embed(
        negatives.texts.map(({ text }) => text),
        words,
      ),
      maskedEmbeddings: embed(maskEdits(negatives), words),
      itemEmbeddings: embed(titles, words),
      score,
    }).pairs.filter(({ flags }) => flags?.includes('unchanged')).length;

  it('lets texts pass whose new value moves the score', () => {
    expect(flagged(vocabulary)).toBe(0);
  });

  it('marks them under an encoder that does not see the value, or a score that ignores it', () => {
    const blind = vocabulary.filter((word) => word === 'puzzle' || word === 'blocks');
    expect(flagged(blind)).toBe(negatives.pairs.length);
    expect(flagged(vocabulary, () => 1)).toBe(negatives.pairs.length);
  });

  it('asks for something to score by', () => {
    const embeddings = embed(negatives.texts.map(({ text }) => text));
    const options = { negatives, data, textEmbeddings: embeddings, maskedEmbeddings: embeddings };
    expect(() => flagUnchanged(options)).toThrow(/how a text is scored/);
  });
});

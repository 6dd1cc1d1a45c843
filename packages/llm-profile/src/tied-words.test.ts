import { csrFromPairs, type ItemText, idMap, type TrainView } from '@hnlm/core';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { catalogueTerms } from './catalogue-terms.ts';
import { tiedWords } from './tied-words.ts';
import { isContentWord, wordsOf } from './words.ts';

/** Items with a kind and further labels, and what is said of them. */
const itemOf = (kind: string, description: string, ...labels: string[]): ItemText => ({
  title: `${kind} thing`,
  categories: [kind, ...labels],
  description,
});
function termsOf(texts: readonly ItemText[]) {
  const items = idMap(texts.map((_, item) => `i${item}`));
  const interactions = csrFromPairs(0, texts.length, [], []);
  const data: TrainView = {
    part: 'train',
    users: idMap([]),
    items,
    interactions,
    fingerprint: '',
    texts,
    review: () => undefined,
  };
  return catalogueTerms(data);
}
const find = (texts: readonly ItemText[]) => tiedWords(texts, termsOf(texts));

describe('tiedWords', () => {
  const texts = Array.from({ length: 40 }, (_, item) =>
    item % 2 === 0
      ? itemOf('kitchen', `Safe in the dishwasher.${item % 4 === 0 ? ' Comes boxed.' : ''}`)
      : itemOf('garden', `Keeps off rust.${item % 4 === 1 ? ' Comes boxed.' : ''}`),
  );

  it('ties words to the items whose kind has them', () => {
    const tied = find(texts);
    expect([...tied[0].keys()].sort()).toEqual(['dishwasher', 'safe']);
    expect([...tied[1].keys()].sort()).toEqual(['keeps', 'rust']);
  });

  it('ties no word of another kind, none that all kinds have, and none that one item has', () => {
    const odd = texts.with(1, itemOf('garden', 'Safe from rust. Comes boxed on a trolley.'));
    expect([...find(odd)[1].keys()]).toEqual(['rust']);
  });

  it('counts titles and labels of others as saying the word', () => {
    const named = [...texts, itemOf('kitchen', 'With a lid.'), itemOf('kitchen', '', 'lid')];
    expect([...find(named)[40].keys()]).toEqual(['lid']);
  });

  it.each([
    [[]],
    [[{}]],
    [[itemOf('kitchen', 'Safe.')]],
    [[{ description: 'Safe.' }, { description: 'Safe.' }]],
  ])('ties nothing where there is nothing to compare: %j', (few) => {
    expect(find(few).flatMap((words) => [...words])).toEqual([]);
  });

  it('gives the quotient of mean likenesses, counted pair by pair', () => {
    const label = fc.constantFrom('oak', 'pine', 'tall', 'round', 'blue');
    const text = fc.record({
      categories: fc.array(label, { maxLength: 3 }),
      description: fc.array(fc.constantFrom('grain', 'sanded', 'shelf', 'oak'), { maxLength: 3 }),
    });
    fc.assert(
      fc.property(fc.array(text, { minLength: 2, maxLength: 12 }), (drawn) => {
        const catalogue = drawn.map(({ categories, description }) => ({
          categories,
          description: description.join(' '),
        }));
        const terms = termsOf(catalogue);
        const likeness = (one: number, other: number) =>
          [...terms.termsOf(one)]
            .filter((term) => terms.termsOf(other).has(term))
            .reduce((sum, term) => sum + Math.log(drawn.length / terms.frequency(term)), 0);
        const mean = (item: number, items: number[]) =>
          items.reduce((sum, other) => sum + likeness(item, other), 0) / items.length;
        const tied = find(catalogue);
        for (const [item, { description }] of catalogue.entries()) {
          for (const word of new Set(wordsOf(description).filter(isContentWord))) {
            const others = [...catalogue.keys()].filter((other) => other !== item);
            const holders = others.filter((other) =>
              [...drawn[other].categories, ...drawn[other].description].some((said) => said === word),
            );
            const lift = mean(item, holders) / mean(item, others);
            const expected = lift >= 1.25 ? lift : undefined;
            const found = tied[item].get(word);
            // At the bound itself, rounding decides.
            if (Math.abs(lift - 1.25) < 1e-9) continue;
            if (expected === undefined) expect(found).toBeUndefined();
            else expect(found).toBeCloseTo(expected, 9);
          }
        }
      }),
    );
  });
});

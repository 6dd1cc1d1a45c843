import type { ItemText } from '@hnlm/core';
import { type CatalogueTerms, labelsOf } from './catalogue-terms.ts';
import { isContentWord, wordsOf } from './words.ts';

/** How much more like an item than others the other holders of a word must be. */
const leastLift = 1.25;

/**
 * Finds the words of each description that the catalogue ties to the item: the other items with the word are like this
 * one. Likeness is the sum of log(items / items with the term) over the terms that two items share; a word is tied where
 * the mean likeness of the other items with it is {@link leastLift} times that of all other items. A word that no other
 * item has is tied to none: nothing tells what matters of the item from what just stands beside it.
 *
 * The bound is ours. Beside the words of highest tf-idf, profiles with tied words alone rank the held-out films of
 * MovieLens 100K by their plots as well as before, within the noise, and those of simulated worlds better; from 1.5 on the
 * films fell behind.
 *
 * @returns for each item its tied words, with the quotient.
 */
export function tiedWords(
  texts: readonly ItemText[],
  terms: CatalogueTerms,
): readonly ReadonlyMap<string, number>[] {
  const holders = new Map<string, number[]>();
  const described = texts.map(({ description = '' }) => new Set(wordsOf(description).filter(isContentWord)));
  for (const [item, text] of texts.entries()) {
    const named = wordsOf([text.title, ...labelsOf(text)].join(' '));
    for (const word of new Set([...described[item], ...named])) {
      const known = holders.get(word);
      if (known) known.push(item);
      else holders.set(word, [item]);
    }
  }

  const others = texts.length - 1;
  const weight = (term: string) => Math.log(texts.length / terms.frequency(term));
  const expected = texts.map((_, item) => {
    let mean = 0;
    for (const term of terms.termsOf(item)) mean += (weight(term) * (terms.frequency(term) - 1)) / others;
    return mean;
  });

  const tied = texts.map(() => new Map<string, number>());
  for (const [word, items] of holders) {
    const otherHolders = items.length - 1;
    if (otherHolders === 0) continue;
    const counts = new Map<string, number>();
    for (const item of items) {
      for (const term of terms.termsOf(item)) counts.set(term, (counts.get(term) ?? 0) + 1);
    }
    for (const item of items) {
      if (!described[item].has(word)) continue;
      let likeness = 0;
      for (const term of terms.termsOf(item)) likeness += weight(term) * (counts.get(term)! - 1);
      const lift = likeness / otherHolders / expected[item];
      if (lift >= leastLift) tied[item].set(word, lift);
    }
  }
  return tied;
}

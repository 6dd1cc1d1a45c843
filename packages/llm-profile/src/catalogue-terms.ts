import type { ItemText, TrainView } from '@hnlm/core';
import { isContentWord, wordsOf } from './words.ts';

/** How often each term occurs in the catalogue, counted in items. */
export interface CatalogueTerms {
  readonly items: number;
  /** Terms of titles, categories, attributes and brands of one item: labels whole, and the title's other words. */
  termsOf(item: number): ReadonlySet<string>;
  /** Returns the number of items with a term of {@link CatalogueTerms.termsOf}; 0 where unknown. */
  frequency(term: string): number;
}

/** Lists the labels of an item as the catalogue writes them: categories, attribute values, brand. */
export function labelsOf(text: ItemText): string[] {
  const labels = [...(text.categories ?? []), ...Object.values(text.attributes ?? {}), text.brand ?? ''];
  const seen = new Set<string>();
  return labels
    .map((label) => label.trim())
    .filter((label) => {
      const key = label.toLowerCase();
      return label !== '' && !seen.has(key) && seen.add(key);
    });
}

/** Counts the terms of a catalogue once, for the writers of items and users. */
export function catalogueTerms(data: TrainView): CatalogueTerms {
  const terms = data.texts.map((text) => {
    const labels = labelsOf(text).map((label) => label.toLowerCase());
    const inLabels = new Set(wordsOf(labels.join(' ')));
    const words = wordsOf(text.title ?? '').filter((word) => isContentWord(word) && !inLabels.has(word));
    return new Set([...labels, ...words]);
  });
  const counts = new Map<string, number>();
  for (const set of terms) for (const term of set) counts.set(term, (counts.get(term) ?? 0) + 1);
  return {
    items: terms.length,
    termsOf: (item) => terms[item],
    frequency: (term) => counts.get(term) ?? 0,
  };
}

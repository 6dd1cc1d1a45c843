import type { TrainView } from '@hnlm/core';
import type { Concept, ConceptSource } from './concept-source.ts';

/** The more of a description a text repeats, the more often its nearest item is the item itself. */
const MOST_DESCRIPTION_WORDS = 6;

/**
 * Makes concepts for data that know categories (genres) only: an item's type is its original id, and each of its
 * categories is a dimension that another category can take, one that shares an item of the catalogue with one of the
 * remaining ones. The text is the categories and the first words of the description (the title where there is no
 * description), since a title would give the item away. Items without a category have no concept.
 */
export function conceptsFromCategories(data: TrainView): ConceptSource {
  const categoriesOf = data.texts.map(({ categories = [] }) => [...new Set(categories)]);
  const itemsOf = new Map<string, Set<number>>();
  for (const [item, categories] of categoriesOf.entries()) {
    for (const category of categories) itemsOf.set(category, (itemsOf.get(category) ?? new Set()).add(item));
  }
  const every = [...itemsOf.keys()].sort();
  const partners = new Map(
    [...itemsOf].map(([category, items]) => [
      category,
      new Set([...items].flatMap((item) => categoriesOf[item]).filter((partner) => partner !== category)),
    ]),
  );

  return {
    of: (item): Concept | undefined => {
      const categories = categoriesOf[item];
      if (categories.length === 0) return undefined;
      return {
        type: data.items.ids[item],
        attributes: Object.fromEntries(categories.map((category) => [category, category])),
      };
    },
    alternatives: (type, dimension) => {
      const own = categoriesOf[data.items.indexOf(type) ?? -1] ?? [];
      const kept = own.filter((category) => category !== dimension);
      const near = kept.length > 0 ? kept : own;
      return every.filter(
        (category) => !own.includes(category) && near.some((other) => partners.get(other)?.has(category)),
      );
    },
    describe: ({ type, attributes }) => {
      const { title = '', description = '' } = data.texts[data.items.indexOf(type) ?? -1] ?? {};
      const words = description.match(/\S+/g) ?? [title];
      const categories = Object.values(attributes).join(', ');
      return `${categories}: ${words.slice(0, MOST_DESCRIPTION_WORDS).join(' ')}`;
    },
  };
}

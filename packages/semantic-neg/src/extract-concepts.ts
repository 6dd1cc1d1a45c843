import type { TrainView } from '@hnlm/core';
import type { Concept } from './concept-source.ts';

/** Values by dimension that are looked for in titles and descriptions, as lower-case words. */
export type Lexicon = Readonly<Record<string, readonly string[]>>;

/** Common values of shop products, in English (ours). */
export const shopLexicon: Lexicon = {
  audience: ['baby', 'toddler', 'kids', 'girls', 'boys', 'adults', 'family', 'women', 'men'],
  colour: [
    'black',
    'white',
    'red',
    'blue',
    'green',
    'yellow',
    'pink',
    'purple',
    'orange',
    'brown',
    'gold',
    'silver',
  ],
  material: [
    'wooden',
    'plastic',
    'metal',
    'steel',
    'leather',
    'cotton',
    'plush',
    'paper',
    'glass',
    'rubber',
    'foam',
  ],
  size: ['mini', 'small', 'medium', 'large', 'giant'],
};

/** Options of {@link extractConcepts}. */
export interface ExtractConceptsOptions {
  readonly data: TrainView;
  /** `shopLexicon` by default. */
  readonly lexicon?: Lexicon;
}

/**
 * Reads concepts off item texts without a language model: the type is the last, most special category; the brand
 * is a dimension; the others are the first words of a lexicon in title and description. Items without a category, or
 * without an attribute, have none.
 *
 * @returns concepts by dense item index, for `conceptsFromTrees`
 * @example
 * ```ts
 * extractConcepts({ data })[0]; // { type: 'Puzzles', attributes: { brand: 'Ravensburger', material: 'wooden' } }
 * ```
 */
export function extractConcepts({
  data,
  lexicon = shopLexicon,
}: ExtractConceptsOptions): (Concept | undefined)[] {
  const dimensionOf = new Map(
    Object.entries(lexicon).flatMap(([dimension, values]) => values.map((value) => [value, dimension])),
  );
  return data.texts.map(({ title = '', description = '', categories = [], brand }) => {
    const attributes: Record<string, string> = brand ? { brand } : {};
    for (const [word] of `${title} ${description}`.toLowerCase().matchAll(/\p{L}+/gu)) {
      const dimension = dimensionOf.get(word);
      if (dimension !== undefined && !Object.hasOwn(attributes, dimension)) attributes[dimension] = word;
    }
    const type = categories.at(-1);
    return type && Object.keys(attributes).length > 0 ? { type, attributes } : undefined;
  });
}

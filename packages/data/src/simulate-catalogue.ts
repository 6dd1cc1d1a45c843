import type { ItemText, Random } from '@hnlm/core';
import { type Concept, describeConcept, type ProductType, productTypes } from './concept-tree.ts';

/** One product of the simulated shop. */
export interface Product {
  readonly department: string;
  readonly concept: Concept;
  readonly text: ItemText;
}

/** What there is of one product type so far. */
interface ProductLine {
  readonly concepts: Concept[];
  /** The concepts as titles, without repeats. */
  readonly taken: Set<string>;
}

/**
 * Draws products. Every type has about as many; half of them are variants: an earlier product of the type
 * with one attribute changed, as product lines have, so that near neighbours in text differ in a single
 * aspect. No two products share all attributes while their type has free combinations (43,140 in all); after
 * that they are the same product of another brand, which the title then names.
 */
export function simulateCatalogue(items: number, random: Random): readonly Product[] {
  const order = Array.from({ length: items }, (_, item) => productTypes[item % productTypes.length]);
  random.shuffle(order);
  const lines = new Map<string, ProductLine>();
  return order.map((type) => {
    const line = lines.get(type.name) ?? { concepts: [], taken: new Set() };
    lines.set(type.name, line);
    const full = line.taken.size === combinations(type);
    let concept = drawConcept(type, line.concepts, random);
    while (!full && line.taken.has(describeConcept(concept))) {
      concept = drawConcept(type, line.concepts, random);
    }
    line.taken.add(describeConcept(concept));
    line.concepts.push(concept);
    return { department: type.department, concept, text: writeText(type, concept, full, random) };
  });
}

function combinations({ dimensions }: ProductType): number {
  return Object.values(dimensions).reduce((product, values) => product * values.length, 1);
}

function drawConcept(type: ProductType, line: readonly Concept[], random: Random): Concept {
  const dimensions = Object.entries(type.dimensions);
  if (line.length > 0 && random.uniform() < 0.5) {
    const origin = pick(line, random);
    const [dimension, values] = pick(dimensions, random);
    return { type: type.name, attributes: { ...origin.attributes, [dimension]: pick(values, random) } };
  }
  const attributes = Object.fromEntries(dimensions.map(([name, values]) => [name, pick(values, random)]));
  return { type: type.name, attributes };
}

const brands = [
  'Alder',
  'Brightwell',
  'Corbin',
  'Dunmore',
  'Elmstead',
  'Fennick',
  'Grovely',
  'Harrow',
  'Juniper',
  'Kestrel',
];

const sentences: Readonly<Record<string, readonly string[]>> = {
  material: ['Made of % material that lasts.', 'The % finish feels good in the hand.', 'A solid % build.'],
  format: ['This is the % edition.', 'Comes as the % edition.'],
  ingredient: ['Made with %.', 'Rich in %.', 'The recipe is based on %.'],
  style: ['Simply % through and through.', 'Its character is %.', 'For all who like things %.'],
  colour: ['Comes in %.', 'The colour is a warm %.', 'A clear % that does not fade.'],
  scent: ['Scent: %.', 'The scent is best described as %.'],
  theme: ['The theme is %.', 'With a lovely % motif.', 'Everything about it says %.'],
  audience: ['Made for %.', 'Just right for %.', 'A favourite with %.'],
  occasion: ['Ideal for %.', 'Think of it for %.', 'Perfect for %.'],
  place: ['Fits well in %.', 'Ideal for %.', 'Made with % in mind.'],
};

/**
 * Writes a title that may leave one attribute to the description, and may name the brand, and a description
 * of one to three sentences.
 */
function writeText(type: ProductType, { attributes }: Concept, branded: boolean, random: Random): ItemText {
  const dimensions = random.shuffle(Object.keys(attributes));
  const left = random.uniform() < 0.3 ? dimensions[0] : undefined;
  const told = Object.fromEntries(Object.entries(attributes).filter(([dimension]) => dimension !== left));
  const description = dimensions
    .slice(0, 1 + random.integer(3))
    .map((dimension) => pick(sentences[dimension], random).replace('%', attributes[dimension]))
    .join(' ');
  const title = sentenceCase(describeConcept({ type: type.name, attributes: told }));
  const brand = pick(brands, random);
  return {
    title: branded ? `${title}, by ${brand}` : title,
    description,
    categories: [type.department, type.name],
    brand,
    attributes,
  };
}

/** Draws one of the values. */
export function pick<T>(values: readonly T[], random: Random): T {
  return values[random.integer(values.length)];
}

/** Writes the first letter large. */
export function sentenceCase(text: string): string {
  return text[0].toUpperCase() + text.slice(1);
}

import { HnlmError } from '@hnlm/core';
import { shop } from './shop-vocabulary.ts';

/** What a product is: its type, and one value for each dimension in which products of the type differ. */
export interface Concept {
  readonly type: string;
  /** Values by dimension ("material" -> "wooden"). */
  readonly attributes: Readonly<Record<string, string>>;
}

/** The concepts behind the items of a catalogue: departments, product types, dimensions and their values. */
export interface ConceptTree {
  /**
   * Returns the concept of an item by its dense index.
   *
   * @throws HnlmError `CONCEPT_UNKNOWN`
   */
  of(item: number): Concept;
  /**
   * Lists the values that a dimension can take for a type, that of the item itself among them; empty for a
   * type or dimension that is not in the tree.
   */
  alternatives(type: string, dimension: string): readonly string[];
  /** Writes a title for a product, whether or not it exists: "rustic wooden bird planter for balconies". */
  describe(concept: Concept): string;
}

/** Makes the tree over the simulated shop for a list of items. */
export function conceptTree(items: readonly Concept[]): ConceptTree {
  return {
    of(item) {
      if (items[item] !== undefined) return items[item];
      throw new HnlmError(`item ${item} is not one of the ${items.length} items of the catalogue`, {
        code: 'CONCEPT_UNKNOWN',
        hint: 'Pass the dense index of an item, not its original id.',
        evidence: { item },
      });
    },
    alternatives: (type, dimension) => types.get(type)?.dimensions[dimension] ?? [],
    describe: describeConcept,
  };
}

/** A product type of the simulated shop with the values of all its dimensions. */
export interface ProductType {
  readonly name: string;
  readonly department: string;
  readonly dimensions: Readonly<Record<string, readonly string[]>>;
}

const types: ReadonlyMap<string, ProductType> = new Map(
  Object.entries(shop).flatMap(([department, { dimensions, own, types }]) =>
    Object.entries(types).map(([name, values]) => [
      name,
      { name, department, dimensions: { [own]: values, ...dimensions } },
    ]),
  ),
);

/** All product types of the simulated shop. */
export const productTypes: readonly ProductType[] = [...types.values()];

const before = ['style', 'colour', 'scent', 'material', 'format', 'ingredient', 'theme'];
const after = ['audience', 'occasion', 'place'];

/** Writes a concept as a title in lower case; attributes that are left out are not mentioned. */
export function describeConcept({ type, attributes }: Concept): string {
  const known = (dimensions: readonly string[]) =>
    dimensions.flatMap((dimension) => attributes[dimension] ?? []);
  return [...known(before), type, ...known(after).map((value) => `for ${value}`)].join(' ');
}

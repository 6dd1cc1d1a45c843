import { HnlmError, type TrainView } from '@hnlm/core';
import type { Concept, ConceptSource } from './concept-source.ts';

/** Name of the dimension that stands for the root of the tree. */
const root = 'category';

/** Options of {@link conceptsFromTrees}. */
export interface ConceptsFromTreesOptions {
  readonly data: TrainView;
  /** Concepts by dense item index, from `llmConcepts` or `extractConcepts`. */
  readonly concepts: readonly (Concept | undefined)[];
  /** Lets the product's type be swapped like an attribute, which makes easy negatives; `false` by default. */
  readonly swapRoot?: boolean;
}

/**
 * Makes a source for `swapAttributes` of what items are: a type, and a value for each of some dimensions. A value may
 * be replaced by any other that the catalogue has in this dimension for the same type of product, or for any type where
 * this one knows no other. After Concept-as-Tree (arXiv 2503.12999): hard negatives change few nodes of the tree,
 * easy ones many, or its root.
 *
 * @throws HnlmError `CONCEPTS_SHAPE` if there is not one entry an item.
 * @example
 * ```ts
 * const concepts = conceptsFromTrees({ data, concepts: extractConcepts({ data }) });
 * const hard = swapAttributes({ data, concepts, k: 1, random });
 * ```
 */
export function conceptsFromTrees(options: ConceptsFromTreesOptions): ConceptSource {
  const { data, concepts, swapRoot = false } = options;
  if (concepts.length !== data.items.size) {
    throw new HnlmError(`${concepts.length} concepts for ${data.items.size} items`, {
      code: 'CONCEPTS_SHAPE',
      hint: 'Give one entry an item, in the order of data.items; undefined where an item has none.',
    });
  }
  const trees = concepts.map((concept) => {
    if (!concept || !swapRoot) return concept;
    return { ...concept, attributes: { ...concept.attributes, [root]: concept.type } };
  });
  const ofType = new Map<string, Set<string>>();
  const ofAny = new Map<string, Set<string>>();
  for (const tree of trees) {
    for (const [dimension, value] of Object.entries(tree?.attributes ?? {})) {
      add(ofType, JSON.stringify([tree!.type, dimension]), value);
      add(ofAny, dimension, value);
    }
  }
  return {
    of: (item) => trees[item],
    alternatives(type, dimension) {
      const near = ofType.get(JSON.stringify([type, dimension]));
      return [...(near && near.size > 1 ? near : (ofAny.get(dimension) ?? []))].sort();
    },
    describe({ type, attributes }) {
      const { [root]: kind = type, ...others } = attributes;
      const values = Object.keys(others)
        .sort()
        .map((dimension) => others[dimension]);
      return [...values, kind].join(' ');
    },
  };
}

function add(sets: Map<string, Set<string>>, key: string, value: string): void {
  sets.set(key, (sets.get(key) ?? new Set()).add(value));
}

import { HnlmError, type IdMap } from '@hnlm/core';
import { checkCounts } from './check-counts.ts';
import { embeddingWidth } from './embedding-width.ts';
import type { Grounding, NegativeSet } from './negative-set.ts';
import type { NeighbourIndex } from './neighbour-index.ts';
import { rankRows } from './rank-rows.ts';
import { dotRows, unitRows } from './unit-rows.ts';

/** Options of {@link ground}. */
export interface GroundOptions {
  readonly negatives: NegativeSet;
  /** Embeddings of `negatives.texts`, `[texts * dimensions]`, row by row. */
  readonly textEmbeddings: Float32Array;
  readonly items: IdMap;
  /** Embeddings of the catalogue's texts by the same encoder, `[items.size * dimensions]`, row by row. */
  readonly itemEmbeddings: Float32Array;
  /** Items kept a text; 5 by default. */
  readonly topK?: number;
  /**
   * Looks for the nearest items instead of the exact scan of all: `ivfIndex`, or one of yours. Similarities stay exact, but
   * some of the nearest items may be missed.
   */
  readonly index?: NeighbourIndex;
  readonly signal?: AbortSignal;
  readonly onEvent?: (event: { type: 'grounded'; done: number; total: number }) => void;
}

/**
 * Finds for every generated text the nearest items of the catalogue by cosine: exact, over all items, on all threads, unless
 * an `index` is given; ties go to the item with the lower index, and a zero vector is at cosine 0 from everything.
 *
 * @throws HnlmError `EMBEDDINGS_SHAPE` if the embeddings do not fit the texts and items, or are not finite;
 *   `NEGATIVES_OPTION` if `topK` is below 1; `NEIGHBOUR_INDEX` if the index is not of these items.
 * @throws the signal's reason when it aborts.
 * @example
 * ```ts
 * const grounded = await ground({ negatives, textEmbeddings, items: dataset.train.items, itemEmbeddings });
 * grounded.texts[0].grounded; // [{ item: 'b17', similarity: 0.83 }, ...]
 * ```
 */
export async function ground(options: GroundOptions): Promise<NegativeSet> {
  const { negatives, textEmbeddings, items, itemEmbeddings, topK = 5, index, signal, onEvent } = options;
  checkCounts({ topK });
  const total = negatives.texts.length;
  const dimensions = embeddingWidth({ texts: [textEmbeddings, total], items: [itemEmbeddings, items.size] });
  const unitTexts = unitRows(textEmbeddings, dimensions, 'text');
  const unitItems = unitRows(itemEmbeddings, dimensions, 'item');
  const k = Math.min(topK, items.size);
  const onProgress = (done: number) => onEvent?.({ type: 'grounded', done, total });
  const near = index
    ? checked(await index.search(unitTexts, k, { signal, onProgress }), total * k, index.items, items.size)
    : await rankRows({ queries: unitTexts, rows: unitItems, dimensions, k, signal, onProgress });
  const nearest = (text: number): Grounding[] =>
    [...new Set(near.subarray(text * k, (text + 1) * k))]
      .filter((item) => item >= 0)
      .map((item) => ({ item, similarity: dotRows(unitTexts, text, unitItems, item, dimensions) }))
      .sort((one, other) => other.similarity - one.similarity || one.item - other.item)
      .map(({ item, similarity }) => ({ item: items.ids[item], similarity }));
  return {
    ...negatives,
    texts: negatives.texts.map((text, place) => ({ ...text, grounded: nearest(place) })),
  };
}

function checked(near: Int32Array, length: number, indexed: number, items: number): Int32Array {
  const outside = near.find((item) => item < -1 || item >= items);
  if (indexed === items && near.length === length && outside === undefined) return near;
  const fault =
    indexed !== items
      ? `the index has ${indexed} items, the catalogue ${items}`
      : outside === undefined
        ? `the index returned ${near.length} items where ${length} were asked for`
        : `the index returned item ${outside} of ${items}`;
  throw new HnlmError(fault, {
    code: 'NEIGHBOUR_INDEX',
    hint: 'Build the index from these item embeddings, and return k indices a query, or -1.',
    evidence: { indexed, items, returned: near.length },
  });
}

import { csrFromPairs, type IdMap } from '@hnlm/core';
import { createRanker } from '@hnlm/tfjs-backend/ranking';
import { checkCounts } from './check-counts.ts';
import { embeddingWidth } from './embedding-width.ts';
import type { Grounding, NegativeSet } from './negative-set.ts';
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
  readonly signal?: AbortSignal;
  readonly onEvent?: (event: { type: 'grounded'; done: number; total: number }) => void;
}

/** Texts ranked in one call, between which the caller's signal and timers run. */
const BLOCK = 252;

/**
 * Finds for every generated text the nearest items of the catalogue by cosine: exact, over all items; ties go to the
 * item with the lower index, and a zero vector is at cosine 0 from everything. Runs on all threads, by the ranker of
 * `@hnlm/tfjs-backend/ranking`.
 *
 * @throws HnlmError `EMBEDDINGS_SHAPE` if the embeddings do not fit the texts and items, or are not finite;
 *   `NEGATIVES_OPTION` if `topK` is below 1.
 * @throws the signal's reason when it aborts.
 * @example
 * ```ts
 * const grounded = await ground({ negatives, textEmbeddings, items: dataset.train.items, itemEmbeddings });
 * grounded.texts[0].grounded; // [{ item: 'b17', similarity: 0.83 }, ...]
 * ```
 */
export async function ground(options: GroundOptions): Promise<NegativeSet> {
  const { negatives, textEmbeddings, items, itemEmbeddings, topK = 5, signal, onEvent } = options;
  checkCounts({ topK });
  const total = negatives.texts.length;
  const dimensions = embeddingWidth({ texts: [textEmbeddings, total], items: [itemEmbeddings, items.size] });
  const unitTexts = unitRows(textEmbeddings, dimensions, 'text');
  const unitItems = unitRows(itemEmbeddings, dimensions, 'item');
  const grounded: Grounding[][] = [];
  const ranker = createRanker({
    users: unitTexts,
    items: unitItems,
    dimensions,
    mask: csrFromPairs(total, items.size, [], []),
  });
  const k = Math.min(topK, items.size);
  try {
    for (let start = 0; start < total; start += BLOCK) {
      await new Promise((resolve) => setTimeout(resolve));
      signal?.throwIfAborted();
      const rows = Int32Array.from({ length: Math.min(BLOCK, total - start) }, (_, row) => start + row);
      const best = ranker.rank(rows, k);
      for (const [place, text] of rows.entries()) {
        const nearest = Array.from(best.subarray(place * k, (place + 1) * k));
        grounded.push(
          nearest.map((item) => ({
            item: items.ids[item],
            similarity: dotRows(unitTexts, text, unitItems, item, dimensions),
          })),
        );
      }
      onEvent?.({ type: 'grounded', done: start + rows.length, total });
    }
  } finally {
    ranker.dispose();
  }
  return {
    ...negatives,
    texts: negatives.texts.map((text, index) => ({ ...text, grounded: grounded[index] })),
  };
}

import { HnlmError, type TrainView } from '@hnlm/core';
import { addFlags } from './add-flags.ts';
import type { AttributeSwap } from './attribute-swaps.ts';
import { embeddingWidth } from './embedding-width.ts';
import type { NegativePair, NegativeSet, NegativeText } from './negative-set.ts';
import { dotRows, unitRows } from './unit-rows.ts';

/**
 * Takes the new values out of the texts that `swapAttributes` made: one masked text for each text of the set. A text
 * without swaps, or that does not show them, stays as it is.
 */
export function maskEdits({ texts }: Pick<NegativeSet, 'texts'>): string[] {
  return texts.map((text) => swapsOf(text).reduce((masked, { to }) => without(masked, to), text.text));
}

/** Options of {@link flagUnchanged}. */
export interface FlagUnchangedOptions {
  readonly negatives: NegativeSet;
  readonly data: TrainView;
  /** Embeddings of `negatives.texts`, `[texts * dimensions]`. */
  readonly textEmbeddings: Float32Array;
  /** Embeddings of what {@link maskEdits} returns, by the same encoder. */
  readonly maskedEmbeddings: Float32Array;
  /** Embeddings of the catalogue by the same encoder; needed unless `score` is given. */
  readonly itemEmbeddings?: Float32Array;
  /** Scores a text for a pair; by default its cosine to the positive. A recommender's score will do as well. */
  readonly score?: (pair: NegativePair, embedding: Float32Array) => number;
  /** Least change of the score; .01 by default (ours). */
  readonly leastChange?: number;
}

/**
 * Runs the perturbation test on texts with swapped attributes: if the score hardly changes when the new values are
 * masked, they carry nothing, and the text is marked `unchanged`. After the filter of Concept-as-Tree (arXiv
 * 2503.12999), which keeps an image only if what it shows of the concept matters to the model. Texts of which no
 * swap is known are not tested.
 *
 * @throws HnlmError `EMBEDDINGS_SHAPE` if the embeddings do not fit, or are not finite; `NEGATIVES_OPTION` if
 *   there is neither `itemEmbeddings` nor `score`.
 * @example
 * ```ts
 * const { vectors: maskedEmbeddings } = await embedAll({ model, texts: maskEdits(negatives) });
 * const flagged = flagUnchanged({ negatives, data, textEmbeddings, maskedEmbeddings, itemEmbeddings });
 * ```
 */
export function flagUnchanged(options: FlagUnchangedOptions): NegativeSet {
  const { negatives, data, textEmbeddings, maskedEmbeddings, itemEmbeddings, leastChange = 0.01 } = options;
  const count = negatives.texts.length;
  if (count === 0) return negatives;
  const width = embeddingWidth({
    texts: [textEmbeddings, count],
    'masked texts': [maskedEmbeddings, count],
    ...(itemEmbeddings && { items: [itemEmbeddings, data.items.size] }),
  });
  const texts = unitRows(textEmbeddings, width, 'text');
  const masked = unitRows(maskedEmbeddings, width, 'masked text');
  const score = options.score ?? similarityToPositive(data, itemEmbeddings, width);
  return addFlags(negatives, (pair) => {
    if (swapsOf(negatives.texts[pair.text]).length === 0) return [];
    const row = (table: Float32Array) => table.subarray(pair.text * width, (pair.text + 1) * width);
    const change = Math.abs(score(pair, row(texts)) - score(pair, row(masked)));
    return change < leastChange ? ['unchanged'] : [];
  });
}

function similarityToPositive(
  data: TrainView,
  itemEmbeddings: Float32Array | undefined,
  width: number,
): (pair: NegativePair, embedding: Float32Array) => number {
  if (!itemEmbeddings) {
    throw new HnlmError('nothing says how a text is scored', {
      code: 'NEGATIVES_OPTION',
      hint: 'Give itemEmbeddings, or score.',
    });
  }
  const items = unitRows(itemEmbeddings, width, 'item');
  return ({ positive }, embedding) => {
    const item = data.items.indexOf(positive);
    return item === undefined ? 0 : dotRows(embedding, 0, items, item, width);
  };
}

function swapsOf({ provenance }: NegativeText): readonly AttributeSwap[] {
  return (provenance.swaps as readonly AttributeSwap[] | undefined) ?? [];
}

/** Takes a value out where it stands as whole words, in any case. */
function without(text: string, value: string): string {
  const literal = value.replace(/[\\^$.*+?()[\]{}|/]/g, '\\$&');
  const words = new RegExp(`(?<![\\p{L}\\p{N}])${literal}(?![\\p{L}\\p{N}])`, 'iu');
  const masked = text.replace(words, ' ');
  return masked === text ? text : masked.replace(/\s+/g, ' ').trim();
}

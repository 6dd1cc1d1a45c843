import type { BatchEmbeddings, PositiveBatch } from '@hnlm/cf-models';
import { positionOf } from '@hnlm/core';
import { unitRows } from '@hnlm/tfjs-backend';
import * as tf from '@tensorflow/tfjs';
import { adapter } from './adapter.ts';
import { type TextOfPair, textsByInteraction } from './texts-by-pair.ts';
import type { VectorSource } from './vector-source.ts';
import { reordered, type Vectors } from './vectors.ts';

/** Options of {@link adaptedTexts}. */
export interface AdaptedTextsOptions {
  /** Embeddings of the negatives' texts. */
  readonly negativeTexts: Vectors;
  readonly textOf: TextOfPair;
  /** Embeddings of the items' texts in the same space, in the order of the items. */
  readonly itemTexts: Vectors;
  /** Width of the adapter's hidden layer; default 128. */
  readonly hidden?: number;
  /** Temperature of the alignment loss; default .2 (RLMRec's InfoNCE). */
  readonly temperature?: number;
  /** Most items of a batch that are aligned in one step; default 256. */
  readonly aligned?: number;
}

/**
 * Makes the source of HNLMRec: the text embedding of a pair's generated negative, mapped into collaborative space by an
 * adapter. The adapter learns from item text → item embedding by InfoNCE over the batch's items, with the item
 * embeddings held fixed, so that the ranking loss cannot make the negatives easy.
 */
export function adaptedTexts(options: AdaptedTextsOptions): VectorSource {
  const { negativeTexts, textOf, itemTexts, hidden = 128, temperature = 0.2, aligned = 256 } = options;
  const width = itemTexts.dimensions;
  const rowsOf = (vectors: Vectors, rows: ArrayLike<number>) =>
    tf.tensor2d(reordered(vectors, rows).values, [rows.length, vectors.dimensions]);
  return {
    plan: 'the text of a generated negative, mapped by an adapter that learns item text → item embedding',
    prepare({ data, dimensions, random }) {
      const map = adapter({ width, hidden, dimensions }, random.split('adapter'));
      const texts = textsByInteraction(data, textOf);
      return {
        parameters: map.parameters,
        vectorsFor({ users, items }) {
          const chosen = users.map((user, n) => texts[positionOf(data.interactions, user, items[n])] ?? -1);
          const distinct = [...new Set(chosen)].filter((text) => text >= 0);
          const place = new Map(distinct.map((text, n) => [text, n]));
          const values = new Float32Array(users.length * dimensions);
          if (distinct.length > 0) {
            const mapped = tf.tidy(() => map.apply(rowsOf(negativeTexts, distinct)));
            const vectors = mapped.dataSync() as Float32Array;
            mapped.dispose();
            for (const [n, text] of chosen.entries()) {
              const from = place.get(text);
              if (from === undefined) continue;
              values.set(vectors.subarray(from * dimensions, (from + 1) * dimensions), n * dimensions);
            }
          }
          return { values, present: Uint8Array.from(chosen, (text) => (text >= 0 ? 1 : 0)) };
        },
        loss({ items }: PositiveBatch, embeddings: BatchEmbeddings) {
          const first = new Map<number, number>();
          for (const [n, item] of items.entries()) {
            if (!first.has(item) && first.size < aligned) first.set(item, n);
          }
          const values = embeddings.positives.dataSync() as Float32Array;
          const targets = unitRows(rowsOf({ values, dimensions }, [...first.values()]));
          const mapped = unitRows(map.apply(rowsOf(itemTexts, [...first.keys()])));
          const logits = tf.matMul(mapped, targets, false, true).div(temperature);
          const own = tf.eye(first.size);
          return tf.logSoftmax(logits).mul(own).sum().div(-first.size) as tf.Scalar;
        },
      };
    },
  };
}

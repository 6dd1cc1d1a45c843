import type { BatchEmbeddings, PositiveBatch } from '@hnlm/cf-models';
import * as tf from '@tensorflow/tfjs';
import { adapter } from './adapter.ts';
import { positionOf, type TextOfPair, textsByInteraction } from './texts-by-pair.ts';
import { unitRows } from './unit-rows.ts';
import type { VectorSource } from './vector-source.ts';
import type { Vectors } from './vectors.ts';

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
  const rowsOf = ({ values }: Vectors, rows: ArrayLike<number>) => {
    const out = new Float32Array(rows.length * width);
    for (let n = 0; n < rows.length; n++) {
      out.set(values.subarray(rows[n] * width, (rows[n] + 1) * width), n * width);
    }
    return tf.tensor2d(out, [rows.length, width]);
  };
  return {
    plan: 'the text of a generated negative, mapped by an adapter that learns item text → item embedding',
    prepare({ data, dimensions, random }) {
      const map = adapter({ width, hidden, dimensions }, random.split('adapter'));
      const texts = textsByInteraction(data, textOf);
      return {
        parameters: map.parameters,
        vectorsFor({ users, items }) {
          const chosen = users.map((user, n) => texts[positionOf(data, user, items[n])] ?? -1);
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
          const distinct = Int32Array.from(first.keys());
          const all = embeddings.items.dataSync() as Float32Array;
          const fixed = new Float32Array(distinct.length * dimensions);
          for (const [place, n] of [...first.values()].entries()) {
            fixed.set(all.subarray(n * dimensions, (n + 1) * dimensions), place * dimensions);
          }
          const targets = unitRows(tf.tensor2d(fixed, [distinct.length, dimensions]));
          const mapped = unitRows(map.apply(rowsOf(itemTexts, distinct)));
          const logits = tf.matMul(mapped, targets, false, true).div(temperature);
          const own = tf.eye(distinct.length);
          return tf.logSoftmax(logits).mul(own).sum().div(-distinct.length) as tf.Scalar;
        },
      };
    },
  };
}

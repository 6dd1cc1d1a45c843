import { weightedRows } from '@hnlm/tfjs-backend';
import * as tf from '@tensorflow/tfjs';
import type { Hops } from './encoding.ts';

/** Embeddings that are put together from parts. */
export interface PartRows {
  readonly count: number;
  /** Rows of a part: the same at each hop, `[count]`, or others, `[hops * count]`. */
  readonly rows: Int32Array;
  /** Hops that are pooled, where it is not all of them. */
  readonly hops?: readonly number[];
  /** What is mixed into them. */
  readonly mixed?: {
    /** `[count]` */
    readonly rows: Int32Array;
    /** `[hops * count]` */
    readonly shares: Float32Array;
  };
}

/**
 * Pools embeddings of some lists from parts that lie below each other, in one product for each width: those of a list below
 * those of the one before it, `[counts, d]`. Differentiable in the table.
 */
export function pooledRows(
  table: tf.Tensor2D,
  { count, pooling }: Pick<Hops, 'count' | 'pooling'>,
  lists: readonly PartRows[],
): tf.Tensor2D {
  const hops = Array.from({ length: count }, (_, hop) => hop);
  if (pooling === 'mean') return meanOfHops(table, count, hops, lists);
  return tf.concat(
    hops.map((hop) => meanOfHops(table, count, [hop], lists)),
    1,
  );
}

/** The mean of the parts of some of the hops, `[counts, w]`. */
export function meanOfHops(
  table: tf.Tensor2D,
  count: number,
  hops: readonly number[],
  lists: readonly PartRows[],
): tf.Tensor2D {
  const height = table.shape[0] / count;
  const total = lists.reduce((sum, list) => sum + list.count, 0);
  const entries = lists.reduce(
    (sum, list) => sum + list.count * (list.hops ?? hops).length * (list.mixed ? 2 : 1),
    0,
  );
  const indptr = new Int32Array(total + 1);
  const indices = new Int32Array(entries);
  const weights = new Float32Array(entries);
  let row = 0;
  let next = 0;
  const add = (index: number, weight: number) => {
    indices[next] = index;
    weights[next++] = weight;
  };
  for (const { count: own, rows, mixed, hops: pooled = hops } of lists) {
    const step = rows.length === own ? 0 : own;
    for (let n = 0; n < own; n++) {
      for (const hop of pooled) {
        const share = mixed ? mixed.shares[hop * own + n] : 0;
        add(hop * height + rows[hop * step + n], (1 - share) / pooled.length);
        if (mixed) add(hop * height + mixed.rows[n], share / pooled.length);
      }
      indptr[++row] = next;
    }
  }
  return weightedRows(table, { rows: total, columns: table.shape[0], indptr, indices }, weights);
}

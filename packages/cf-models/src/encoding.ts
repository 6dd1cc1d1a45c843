import { type Embeddings, gatherRows } from '@hnlm/tfjs-backend';
import type { Scalar, Tensor2D } from '@tensorflow/tfjs';
import type { PositiveBatch } from './sampler.ts';

/** Embeddings of some users and items as they are scored, and the rows of the tables that L2 regularisation acts on. */
export interface EncodedRows {
  /** `[n, d]` */
  readonly users: Tensor2D;
  /** `[m, d]` */
  readonly items: Tensor2D;
  /** `[n, ...]` */
  readonly egoUsers: Tensor2D;
  /** `[m, ...]` */
  readonly egoItems: Tensor2D;
}

/**
 * The parts that the embeddings are pooled from, one a hop of the graph. Parts lie below each other: part h of row r is
 * row h * rows + r.
 */
export interface Hops {
  readonly count: number;
  /** How parts become the embedding that is scored: their mean, or one beside the other. */
  readonly pooling: 'mean' | 'concat';
  /**
   * Parts of some users and of all items, `[count * n, w]` and `[count * items, w]`: what candidates are compared by. Users
   * do not repeat; nobody differentiates the parts.
   */
  forUsers(users: Int32Array): Embeddings;
  /** Parts of some users and items, `[count * n, w]` and `[count * m, w]`, differentiable. Rows do not repeat. */
  rows(users: Int32Array, items: Int32Array): EncodedRows;
}

/** One forward pass of a backbone, of which all rows or only some can be had. */
export interface Encoding {
  /** Embeddings of all users and items, `[users, d]` and `[items, d]`. */
  all(): Embeddings;
  /**
   * Embeddings of some users, `[n, d]`, and of all items, `[items, d]`: what candidates are scored by. Users do not repeat;
   * nobody differentiates the embeddings.
   */
  forUsers(users: Int32Array): Embeddings;
  /** Embeddings of some users and items, differentiable in the parameters. Rows do not repeat. */
  rows(users: Int32Array, items: Int32Array): EncodedRows;
  readonly hops: Hops;
  /** The model's own further loss of a training step, such as a contrastive term; differentiable. */
  auxiliaryLoss?(batch: PositiveBatch): Scalar;
}

/**
 * Makes an encoding from embeddings that were computed whole, as one hop: the way for a backbone that has no cheaper one.
 *
 * @param ego the tables under L2; the embeddings themselves by default
 * @example
 * ```ts
 * const encode = () => encodingOf(propagate(tables, graph, { layers: 3 }), tables);
 * ```
 */
export function encodingOf(embeddings: Embeddings, ego: Embeddings = embeddings): Encoding {
  const all = () => embeddings;
  const forUsers = (list: Int32Array): Embeddings => ({
    users: gatherRows(embeddings.users, list),
    items: embeddings.items,
  });
  const rows = (userRows: Int32Array, itemRows: Int32Array): EncodedRows => {
    const [users, items] = [gatherRows(embeddings.users, userRows), gatherRows(embeddings.items, itemRows)];
    if (ego === embeddings) return { users, items, egoUsers: users, egoItems: items };
    return {
      users,
      items,
      egoUsers: gatherRows(ego.users, userRows),
      egoItems: gatherRows(ego.items, itemRows),
    };
  };
  return { all, forUsers, rows, hops: oneHop({ forUsers, rows }) };
}

/** Shows embeddings as they are scored as the only part of themselves. */
export function oneHop({ forUsers, rows }: Pick<Encoding, 'forUsers' | 'rows'>): Hops {
  return { count: 1, pooling: 'mean', forUsers, rows };
}

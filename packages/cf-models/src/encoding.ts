import { type Embeddings, gatherRows } from '@hnlm/tfjs-backend';
import type { Tensor2D } from '@tensorflow/tfjs';

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

/** One forward pass of a backbone, of which all rows or only some can be had. */
export interface Encoding {
  /** Embeddings of all users and items, `[users, d]` and `[items, d]`. */
  all(): Embeddings;
  /** Embeddings of some users and items, differentiable in the parameters. Rows do not repeat. */
  rows(users: Int32Array, items: Int32Array): EncodedRows;
}

/**
 * Makes an encoding from embeddings that were computed whole: the way for a backbone that has no cheaper one.
 *
 * @param ego the tables under L2; the embeddings themselves by default
 */
export function encodingOf(embeddings: Embeddings, ego: Embeddings = embeddings): Encoding {
  return {
    all: () => embeddings,
    rows(userRows, itemRows) {
      const [users, items] = [gatherRows(embeddings.users, userRows), gatherRows(embeddings.items, itemRows)];
      if (ego === embeddings) return { users, items, egoUsers: users, egoItems: items };
      return {
        users,
        items,
        egoUsers: gatherRows(ego.users, userRows),
        egoItems: gatherRows(ego.items, itemRows),
      };
    },
  };
}

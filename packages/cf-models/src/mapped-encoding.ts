import type { Embeddings } from '@hnlm/tfjs-backend';
import type { Tensor2D } from '@tensorflow/tfjs';
import { type EncodedRows, type Encoding, oneHop } from './encoding.ts';

/** What is done to rows of embeddings, each row by itself; differentiable. */
export interface RowMaps {
  readonly users: (rows: Tensor2D) => Tensor2D;
  readonly items: (rows: Tensor2D) => Tensor2D;
}

/**
 * Turns an encoding into another one whose embeddings are a function of its rows, as one hop: what comes of pooled parts is
 * no pool of parts.
 *
 * @example
 * ```ts
 * const byCosine = mappedEncoding(encoding, { users: unitRows, items: unitRows });
 * ```
 */
export function mappedEncoding(base: Encoding, maps: RowMaps): Encoding {
  let whole: Embeddings | undefined;
  const all = (): Embeddings => {
    if (!whole) {
      const { users, items } = base.all();
      whole = { users: maps.users(users), items: maps.items(items) };
    }
    return whole;
  };
  const forUsers = (list: Int32Array): Embeddings => {
    const { users, items } = base.forUsers(list);
    return { users: maps.users(users), items: maps.items(items) };
  };
  const rows = (userRows: Int32Array, itemRows: Int32Array): EncodedRows => {
    const encoded = base.rows(userRows, itemRows);
    return { ...encoded, users: maps.users(encoded.users), items: maps.items(encoded.items) };
  };
  return { ...base, all, forUsers, rows, hops: oneHop({ forUsers, rows }) };
}

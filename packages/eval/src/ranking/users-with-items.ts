import type { Csr } from '@hnlm/core';

/** Lists the rows that hold at least one item, ascending. */
export function usersWithItems(interactions: Csr): Int32Array {
  const { indptr } = interactions;
  return Int32Array.from({ length: interactions.rows }, (_, user) => user).filter(
    (user) => indptr[user + 1] > indptr[user],
  );
}

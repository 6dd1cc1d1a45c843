import { type Csr, csrFromPairs, expandRows, HnlmError } from '@hnlm/core';

/** Some items of a catalogue. */
export interface ItemSubset {
  readonly size: number;
  /** 1 for each item that belongs to it: `[items]`. */
  readonly members: Uint8Array;
}

/**
 * Marks some items of a catalogue; repeated ones count once.
 *
 * @throws HnlmError `EVAL_ITEMS` for an item out of range, or without any
 */
export function itemSubset(items: Int32Array, catalogue: number): ItemSubset {
  const unknown = items.find((item) => !(item >= 0 && item < catalogue));
  if (unknown !== undefined || items.length === 0) {
    throw new HnlmError(
      unknown === undefined ? 'the subset holds no item' : `the subset holds ${unknown}, which is no item`,
      {
        code: 'EVAL_ITEMS',
        hint: `Pass dense item indices from 0 to ${catalogue - 1}.`,
        evidence: { catalogue, ...(unknown !== undefined && { item: unknown }) },
      },
    );
  }
  const members = new Uint8Array(catalogue);
  for (const item of items) members[item] = 1;
  return { members, size: members.reduce((sum, member) => sum + member, 0) };
}

/** Keeps the pairs whose item belongs to a subset. */
export function pairsWithin(pairs: Csr, { members }: ItemSubset): Csr {
  const inside = (_: number, pair: number) => members[pairs.indices[pair]] === 1;
  const users = expandRows(pairs).filter(inside);
  return csrFromPairs(pairs.rows, pairs.columns, users, pairs.indices.filter(inside));
}

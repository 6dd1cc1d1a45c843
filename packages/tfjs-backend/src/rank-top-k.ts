import { type Csr, HnlmError } from '@hnlm/core';
import { checkRows } from './check-rows.ts';
import { sharedWasm } from './wasm.ts';

/** What is ranked: every item for each of some users, without the masked pairs. */
export interface RankTopK {
  /** `[users * dimensions]` */
  readonly users: Float32Array;
  /** `[items * dimensions]` */
  readonly items: Float32Array;
  readonly dimensions: number;
  /** `[users, items]`: pairs that must not be ranked. */
  readonly mask: Csr;
  /** Users to rank for, `[n]`. */
  readonly rows: Int32Array;
  readonly k: number;
}

/**
 * Ranks all items for some users by dot product and returns the best k of each, best first, `[n * k]`; ties go to the
 * lower item; -1 where fewer than k items remain. Never holds users x items.
 *
 * @throws HnlmError `SCORE_NOT_FINITE` naming a user, `SHAPE`, `ROW_RANGE`
 */
export function rankTopK({ users, items, dimensions, mask, rows, k }: RankTopK): Int32Array {
  const count = items.length / dimensions;
  if (mask.columns !== count || mask.rows * dimensions !== users.length || !(k >= 1 && k <= count)) {
    throw new HnlmError(
      `cannot rank the best ${k} of ${count} items with a ${mask.rows} x ${mask.columns} mask over ${users.length / dimensions} users`,
      {
        code: 'SHAPE',
        hint: 'The mask needs one row a user and one column an item, and k at most the number of items.',
      },
    );
  }
  checkRows(rows, mask.rows, 'rows');
  const { heap, kernels } = sharedWasm();
  const blocks: [number, number][] = [];
  const take = (length: number): number => {
    const address = heap.allocate(length * 4);
    blocks.push([address, length * 4]);
    return address;
  };
  const place = (values: Float32Array | Int32Array): number => {
    const address = take(values.length);
    (values instanceof Float32Array
      ? heap.float32(address, values.length)
      : heap.int32(address, values.length)
    ).set(values);
    return address;
  };
  try {
    const out = take(rows.length * k);
    const bad = kernels.rankTopK(
      0,
      rows.length,
      place(rows),
      place(users),
      place(items),
      count,
      dimensions,
      place(mask.indptr),
      place(mask.indices),
      k,
      take(count),
      take(k),
      out,
    );
    if (bad >= 0) {
      throw new HnlmError(`a score of user ${bad} is not a finite number`, {
        code: 'SCORE_NOT_FINITE',
        hint: 'Training has diverged: lower the learning rate.',
        evidence: { user: bad },
      });
    }
    return heap.int32(out, rows.length * k).slice();
  } finally {
    for (const [address, bytes] of blocks) heap.free(address, bytes);
  }
}

import { type Csr, HnlmError } from '@hnlm/core';
import { type Arena, createArena } from './arena.ts';
import { checkRows } from './check-rows.ts';
import { sharedWasm } from './wasm.ts';

/** What is ranked: every item for each of some users, without the masked pairs. */
export interface RankerOptions {
  /** `[users * dimensions]` */
  readonly users: Float32Array;
  /** `[items * dimensions]` */
  readonly items: Float32Array;
  readonly dimensions: number;
  /** `[users, items]`: pairs that must not be ranked. */
  readonly mask: Csr;
}

/** Ranks all items for users, block by block. */
export interface Ranker {
  /**
   * Returns the best k items of each user, best first, `[rows.length * k]`; ties go to the lower item; -1 where fewer
   * than k items remain. Memory grows with `rows.length * (dimensions + k)`, so rank many users in several calls.
   *
   * @param rows users to rank for
   * @throws HnlmError `SCORE_NOT_FINITE` naming a user, `SHAPE`, `ROW_RANGE`
   */
  rank(rows: Int32Array, k: number): Int32Array;
  /** Gives the memory of the items back. */
  dispose(): void;
}

// As in assembly/ranking.ts.
const tileUsers = 6;
const panelItems = 8;
const scratchFloats = 64;

/** Half of the largest float32: no sum of products comes close to infinity below it. */
const largestScore = 2 ** 127;

/**
 * Makes the exact ranker of all items by dot product, on all threads. It takes the items in the order of falling norm
 * and ends the scan of a user where no further item can reach the k-th score (Cauchy-Schwarz), which changes no result.
 * Needs no TensorFlow.js: also in `@hnlm/tfjs-backend/ranking`.
 *
 * @throws HnlmError `SHAPE`, `OUT_OF_MEMORY`
 * @example
 * ```ts
 * const mask = csrFromPairs(1, 3, [0], [2]); // 1 user, 3 items; the last item is not ranked
 * const ranker = createRanker({ users: Float32Array.of(1), items: Float32Array.of(2, 3, 9), dimensions: 1, mask });
 * ranker.rank(Int32Array.of(0), 2); // [1, 0]
 * ranker.dispose();
 * ```
 */
export function createRanker({ users, items, dimensions: d, mask }: RankerOptions): Ranker {
  const count = items.length / d;
  if (mask.columns !== count || mask.rows * d !== users.length) {
    throw new HnlmError(
      `a ${mask.rows} x ${mask.columns} mask does not fit ${users.length / d} users and ${count} items`,
      { code: 'SHAPE', hint: 'The mask needs one row a user and one column an item.' },
    );
  }
  const wasm = sharedWasm();
  const { heap } = wasm;
  const held = createArena(heap);
  const norms = Float64Array.from({ length: count }, (_, item) => norm(items, item, d));
  const order = new Int32Array(Math.ceil(count / panelItems) * panelItems).fill(-1);
  order.set(Int32Array.from(norms.keys()).sort((a, b) => norms[b] - norms[a]));
  const panelCount = order.length / panelItems;
  // Rounding lets a computed score exceed the product of the norms by at most d + 1 units of 2^-24.
  const room = 1 + (d + 8) * 2 ** -23;
  const reach = Float64Array.from(
    { length: panelCount },
    (_, panel) => norms[order[panel * panelItems]] * room,
  );
  const panels = placeColumns(held, items, order, panelItems);
  const [reachAt, orderAt] = [held.place(reach), held.place(order)];
  const [maskIndptr, maskIndices] = [held.place(mask.indptr), held.place(mask.indices)];

  /** Copies rows of a table so that each group of `width` of them lies by column; rows below 0 are zeros. */
  function placeColumns(arena: Arena, table: Float32Array, rows: Int32Array, width: number): number {
    const address = arena.take(rows.length * d);
    const out = heap.float32(address, rows.length * d);
    for (let n = 0; n < rows.length; n++) {
      const from = rows[n] * d;
      const to = Math.floor(n / width) * width * d + (n % width);
      for (let c = 0; c < d; c++) out[to + c * width] = from < 0 ? 0 : table[from + c];
    }
    return address;
  }

  function inverseNorm(user: number): number {
    const length = norm(users, user, d);
    if (length * (norms[order[0]] ?? 0) < largestScore) return 1 / length;
    throw new HnlmError(`a score of user ${user} is not a finite number`, {
      code: 'SCORE_NOT_FINITE',
      hint: 'Training has diverged: lower the learning rate.',
      evidence: { user },
    });
  }

  function rankRows(arena: Arena, rows: Int32Array, k: number): Int32Array {
    // The last tile is filled up with its last user.
    const padded = Int32Array.from(
      { length: Math.ceil(rows.length / tileUsers) * tileUsers },
      (_, n) => rows[Math.min(n, rows.length - 1)],
    );
    const tiles = padded.length / tileUsers;
    const [best, lists] = [arena.take(padded.length * k), arena.take(padded.length * k)];
    heap.float32(best, padded.length * k).fill(-Infinity);
    heap.int32(lists, padded.length * k).fill(-1);
    wasm.run(
      'rankTopK',
      { count: tiles, floats: rows.length * items.length },
      placeColumns(arena, users, padded, tileUsers),
      arena.place(Float64Array.from(padded, inverseNorm)),
      arena.place(padded),
      maskIndptr,
      maskIndices,
      panels,
      reachAt,
      orderAt,
      panelCount,
      d,
      k,
      arena.place(new Float64Array(tiles)),
      arena.take(wasm.threads * scratchFloats),
      best,
      lists,
    );
    return heap.int32(lists, rows.length * k).slice();
  }

  return {
    rank(rows, k) {
      if (!(Number.isInteger(k) && k >= 1 && k <= count)) {
        throw new HnlmError(`cannot rank the best ${k} of ${count} items`, {
          code: 'SHAPE',
          hint: `Choose a whole number from 1 to ${count}.`,
        });
      }
      checkRows(rows, mask.rows, 'rows');
      const arena = createArena(heap);
      try {
        return rankRows(arena, rows, k);
      } finally {
        arena.free();
      }
    },
    dispose: () => held.free(),
  };
}

/** The Euclidean norm of a row. */
function norm(table: Float32Array, row: number, d: number): number {
  let sum = 0;
  for (let n = row * d; n < (row + 1) * d; n++) sum += table[n] * table[n];
  return Math.sqrt(sum);
}

import type { Csr } from '@hnlm/core';

/** Options of {@link rankTopK}. */
export interface RankTopKOptions {
  /** User embeddings, `[all users * dimensions]`. */
  readonly users: Float32Array;
  /** Item embeddings, `[items * dimensions]`. */
  readonly items: Float32Array;
  readonly dimensions: number;
  /** Items that must not be ranked, by user: `[all users, items]`. */
  readonly mask: Csr;
  /** Users to rank for: `[rows]`. */
  readonly rows: Int32Array;
  readonly k: number;
}

/** Users scored in one pass over the items: their sums stay in registers. */
const lanes = 4;

/**
 * Finds the k items of highest dot product for each row, best first; equal scores go by item index. Memory grows with
 * `rows * k` only.
 *
 * @returns item indices, `[rows * k]`, -1 behind the last item of a row that is not full
 */
export function rankTopK(options: RankTopKOptions): Int32Array {
  const { users, items, dimensions, mask, rows, k } = options;
  const itemCount = items.length / dimensions;
  const top = new Int32Array(rows.length * k).fill(-1);
  const scores = new Float64Array(rows.length * k).fill(Number.NEGATIVE_INFINITY);
  const maskAt = Int32Array.from(rows, (user) => mask.indptr[user]);

  // Items come in ascending order, so a later item of equal score never passes an earlier one.
  function offer(row: number, item: number, score: number): void {
    if (maskAt[row] < mask.indptr[rows[row] + 1] && mask.indices[maskAt[row]] === item) {
      maskAt[row]++;
      return;
    }
    const first = row * k;
    let place = first + k - 1;
    if (!(score > scores[place])) return;
    while (place > first && score > scores[place - 1]) {
      scores[place] = scores[place - 1];
      top[place] = top[place - 1];
      place--;
    }
    scores[place] = score;
    top[place] = item;
  }

  for (let row = 0; row < rows.length; row += lanes) {
    const last = Math.min(lanes, rows.length - row) - 1;
    const a = rows[row] * dimensions;
    const b = rows[row + Math.min(1, last)] * dimensions;
    const c = rows[row + Math.min(2, last)] * dimensions;
    const d = rows[row + last] * dimensions;
    for (let item = 0; item < itemCount; item++) {
      const from = item * dimensions;
      let sumA = 0;
      let sumB = 0;
      let sumC = 0;
      let sumD = 0;
      for (let index = 0; index < dimensions; index++) {
        const value = items[from + index];
        sumA += users[a + index] * value;
        sumB += users[b + index] * value;
        sumC += users[c + index] * value;
        sumD += users[d + index] * value;
      }
      offer(row, item, sumA);
      if (last >= 1) offer(row + 1, item, sumB);
      if (last >= 2) offer(row + 2, item, sumC);
      if (last >= 3) offer(row + 3, item, sumD);
    }
  }
  return top;
}

import { HnlmError } from '@hnlm/core';

/**
 * Scales rows to length 1; zero rows stay.
 *
 * @throws HnlmError `EMBEDDINGS_SHAPE` if a row holds a number that is not finite.
 */
export function unitRows(rows: Float32Array, dimensions: number, what: string): Float32Array {
  const unit = new Float32Array(rows.length);
  for (let start = 0; start < rows.length; start += dimensions) {
    let squares = 0;
    for (let index = start; index < start + dimensions; index++) squares += rows[index] * rows[index];
    if (!Number.isFinite(squares)) {
      const row = start / dimensions;
      throw new HnlmError(`the embedding of ${what} ${row} holds a number that is not finite`, {
        code: 'EMBEDDINGS_SHAPE',
        hint: 'Embed it again.',
        evidence: { row },
      });
    }
    const scale = squares > 0 ? 1 / Math.sqrt(squares) : 0;
    for (let index = start; index < start + dimensions; index++) unit[index] = rows[index] * scale;
  }
  return unit;
}

/** Multiplies a row of one table with a row of another; of unit rows that is the cosine. */
export function dotRows(
  first: Float32Array,
  row: number,
  second: Float32Array,
  otherRow: number,
  dimensions: number,
): number {
  let sum = 0;
  for (let index = 0; index < dimensions; index++) {
    sum += first[row * dimensions + index] * second[otherRow * dimensions + index];
  }
  return Math.fround(sum);
}

/** Copies chosen rows of a table. */
export function takeRows(rows: Float32Array, chosen: Int32Array, dimensions: number): Float32Array {
  const taken = new Float32Array(chosen.length * dimensions);
  for (const [place, row] of chosen.entries()) {
    taken.set(rows.subarray(row * dimensions, (row + 1) * dimensions), place * dimensions);
  }
  return taken;
}

import { HnlmError, type IdMap } from '@hnlm/core';
import type { Grounding, NegativeSet } from './negative-set.ts';

/** Options of {@link ground}. */
export interface GroundOptions {
  readonly negatives: NegativeSet;
  /** Embeddings of `negatives.texts`, `[texts * dimensions]`, row by row. */
  readonly textEmbeddings: Float32Array;
  readonly items: IdMap;
  /** Embeddings of the catalogue's texts by the same encoder, `[items.size * dimensions]`, row by row. */
  readonly itemEmbeddings: Float32Array;
  /** Items kept a text; 5 by default. */
  readonly topK?: number;
  readonly signal?: AbortSignal;
  readonly onEvent?: (event: { type: 'grounded'; done: number; total: number }) => void;
}

const BLOCK = 64;

/**
 * Finds for every generated text the nearest items of the catalogue by cosine: exact, over all items; ties go to the
 * item with the lower index, and a zero vector is at cosine 0 from everything.
 *
 * @throws HnlmError `EMBEDDINGS_SHAPE` if the embeddings do not fit the texts and items, or are not finite.
 * @throws the signal's reason when it aborts.
 * @example
 * ```ts
 * const grounded = await ground({ negatives, textEmbeddings, items: dataset.train.items, itemEmbeddings });
 * grounded.texts[0].grounded; // [{ item: 'b17', similarity: 0.83 }, ...]
 * ```
 */
export async function ground(options: GroundOptions): Promise<NegativeSet> {
  const { negatives, textEmbeddings, items, itemEmbeddings, topK = 5, signal, onEvent } = options;
  const total = negatives.texts.length;
  const dimensions = itemEmbeddings.length / items.size;
  if (!Number.isInteger(dimensions) || dimensions === 0 || textEmbeddings.length !== total * dimensions) {
    throw new HnlmError(
      `${textEmbeddings.length} numbers for ${total} texts do not fit ${itemEmbeddings.length} for ${items.size} items`,
      { code: 'EMBEDDINGS_SHAPE', hint: 'Embed texts and items with the same encoder, one row each.' },
    );
  }
  const unitTexts = unitRows(textEmbeddings, dimensions, 'text');
  const unitItems = unitRows(itemEmbeddings, dimensions, 'item');
  const grounded: Grounding[][] = [];
  for (let start = 0; start < total; start += BLOCK) {
    // Lets the caller's signal and timers run between blocks.
    await new Promise((resolve) => setTimeout(resolve));
    signal?.throwIfAborted();
    const end = Math.min(start + BLOCK, total);
    const similarities = dotRows(
      unitTexts.subarray(start * dimensions, end * dimensions),
      unitItems,
      dimensions,
    );
    for (let row = 0; row < end - start; row++) {
      const best = largest(similarities.subarray(row * items.size, (row + 1) * items.size), topK);
      grounded.push(best.map(({ index, value }) => ({ item: items.ids[index], similarity: value })));
    }
    onEvent?.({ type: 'grounded', done: end, total });
  }
  return {
    ...negatives,
    texts: negatives.texts.map((text, index) => ({ ...text, grounded: grounded[index] })),
  };
}

/** Scales rows to length 1; zero rows stay. */
function unitRows(rows: Float32Array, dimensions: number, what: string): Float32Array {
  const unit = new Float32Array(rows.length);
  for (let start = 0; start < rows.length; start += dimensions) {
    let squares = 0;
    for (let index = start; index < start + dimensions; index++) squares += rows[index] * rows[index];
    if (!Number.isFinite(squares)) {
      throw new HnlmError(
        `the embedding of ${what} ${start / dimensions} holds a number that is not finite`,
        {
          code: 'EMBEDDINGS_SHAPE',
          hint: 'Embed it again.',
          evidence: { row: start / dimensions },
        },
      );
    }
    const scale = squares > 0 ? 1 / Math.sqrt(squares) : 0;
    for (let index = start; index < start + dimensions; index++) unit[index] = rows[index] * scale;
  }
  return unit;
}

/** Multiplies `[rows, dimensions]` by the transpose of `[columns, dimensions]`, four rows at a time. */
function dotRows(rows: Float32Array, columns: Float32Array, dimensions: number): Float32Array {
  const rowCount = rows.length / dimensions;
  const columnCount = columns.length / dimensions;
  const result = new Float32Array(rowCount * columnCount);
  for (let column = 0; column < columnCount; column++) {
    const offset = column * dimensions;
    for (let row = 0; row < rowCount; row += 4) {
      // Past the end, the last row stands in for itself.
      const secondRow = Math.min(row + 1, rowCount - 1);
      const thirdRow = Math.min(row + 2, rowCount - 1);
      const fourthRow = Math.min(row + 3, rowCount - 1);
      const first = row * dimensions;
      const second = secondRow * dimensions;
      const third = thirdRow * dimensions;
      const fourth = fourthRow * dimensions;
      let a = 0;
      let b = 0;
      let c = 0;
      let d = 0;
      for (let index = 0; index < dimensions; index++) {
        const value = columns[offset + index];
        a += rows[first + index] * value;
        b += rows[second + index] * value;
        c += rows[third + index] * value;
        d += rows[fourth + index] * value;
      }
      result[row * columnCount + column] = a;
      result[secondRow * columnCount + column] = b;
      result[thirdRow * columnCount + column] = c;
      result[fourthRow * columnCount + column] = d;
    }
  }
  return result;
}

/** Keeps the `count` largest values, best first; of equal ones the earlier. */
function largest(values: Float32Array, count: number): { index: number; value: number }[] {
  const best: { index: number; value: number }[] = [];
  for (let index = 0; index < values.length; index++) {
    const value = values[index];
    if (best.length === count && !(value > best[count - 1].value)) continue;
    let place = best.length;
    while (place > 0 && value > best[place - 1].value) place--;
    best.splice(place, 0, { index, value });
    if (best.length > count) best.pop();
  }
  return best;
}

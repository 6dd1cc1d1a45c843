import { deflate } from 'pako';
import { checkCounts } from './check-counts.ts';
import { heapify, sink } from './heap.ts';

/** Options of {@link zipSelect}. */
export interface ZipSelectOptions {
  readonly texts: readonly string[];
  /** Most texts to choose. */
  readonly budget: number;
  /**
   * Bytes of the compressed text, given the dictionary that precedes it, which may be empty; by default DEFLATE at level
   * 9. With `node:zlib` it is faster.
   */
  readonly compressedSize?: (bytes: Uint8Array, dictionary: Uint8Array) => number;
}

/** What {@link zipSelect} chose. */
export interface ZipSelection {
  /** Indices of texts, in the order in which they were chosen. */
  readonly chosen: readonly number[];
  /** Compression ratio of the chosen texts together, bytes / compressed bytes: the lower, the less they repeat. */
  readonly ratio: number;
}

/** DEFLATE looks back 32 KiB, so what was chosen before cannot change a size. */
const WINDOW = 32_768;
const nothing = new Uint8Array();

/**
 * Chooses texts that repeat each other least: the greedy search of ZIP (Entropy Law, arXiv 2407.06645), which adds the
 * text with which the chosen ones have the lowest compression ratio. What a text adds to the compressed size is measured
 * with the chosen ones as the dictionary. It can only fall as more is chosen, so that only the best are measured anew,
 * in place of the paper's K1, K2 and K3 (ours). A choice takes time in proportion to how many texts there are. Ties go to the lower index. It knows nothing of quality: compare with a
 * random choice.
 *
 * @throws HnlmError `NEGATIVES_OPTION` if the budget is below 1.
 * @example
 * ```ts
 * zipSelect({ texts: ['a red ball', 'a red ball!', 'forty winks'], budget: 2 }).chosen; // [0, 2]
 * ```
 */
export function zipSelect({ texts, budget, compressedSize = deflatedSize }: ZipSelectOptions): ZipSelection {
  checkCounts({ budget });
  const encoder = new TextEncoder();
  const bytes = texts.map((text) => encoder.encode(`${text}\n`));
  const added = bytes.map((text) => compressedSize(text, nothing));
  const measured = new Int32Array(texts.length);
  const ratios = new Float64Array(texts.length);
  const left = [...texts.keys()];
  const isBefore = (one: number, other: number) =>
    ratios[one] < ratios[other] || (ratios[one] === ratios[other] && one < other);
  const chosen: number[] = [];
  const sum = { bytes: 0, compressed: 0 };
  let dictionary: Uint8Array = nothing;
  const rate = (index: number) => {
    ratios[index] = (sum.bytes + bytes[index].length) / (sum.compressed + added[index]);
  };

  while (chosen.length < budget && left.length > 0) {
    // Each choice changes all ratios, and their order.
    for (const index of left) rate(index);
    heapify(left, isBefore);
    while (measured[left[0]] < chosen.length) {
      const [best] = left;
      added[best] = compressedSize(bytes[best], dictionary);
      measured[best] = chosen.length;
      rate(best);
      sink(left, 0, isBefore);
    }
    const [best] = left;
    const last = left.pop()!;
    if (left.length > 0) left[0] = last;
    chosen.push(best);
    sum.bytes += bytes[best].length;
    sum.compressed += added[best];
    dictionary = join(dictionary, bytes[best]).slice(-WINDOW);
  }
  if (chosen.length === 0) return { chosen, ratio: 0 };
  const all = join(...chosen.map((index) => bytes[index]));
  return { chosen, ratio: all.length / compressedSize(all, nothing) };
}

function deflatedSize(bytes: Uint8Array, dictionary: Uint8Array): number {
  return deflate(bytes, { level: 9, ...(dictionary.length > 0 && { dictionary }) }).length;
}

function join(...parts: readonly Uint8Array[]): Uint8Array {
  const joined = new Uint8Array(parts.reduce((sum, { length }) => sum + length, 0));
  let at = 0;
  for (const part of parts) {
    joined.set(part, at);
    at += part.length;
  }
  return joined;
}

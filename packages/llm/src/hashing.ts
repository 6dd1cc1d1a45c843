import { createHash } from 'node:crypto';
import { HnlmError } from '@hnlm/core';
import type { EmbeddingModel } from './embedding-model.ts';

/** Options of {@link hashing}. */
export interface HashingOptions {
  /** Length of the vectors; 256 by default. */
  readonly dimensions?: number;
}

/**
 * Makes the last resort among text encoders: each word, and each run of three letters in it, adds +1 or -1 at a place that its
 * hash names; vectors have unit length (Weinberger et al. 2009). It needs nothing, and knows nothing: texts are near where
 * they share words.
 *
 * @throws HnlmError `OPTION`
 * @example
 * ```ts
 * const [tea, green] = await hashing().embed(['tea', 'green tea']);
 * ```
 */
export function hashing({ dimensions = 256 }: HashingOptions = {}): EmbeddingModel {
  if (!(Number.isInteger(dimensions) && dimensions >= 2)) {
    throw new HnlmError(`vectors cannot have ${dimensions} numbers`, {
      code: 'OPTION',
      hint: 'Set dimensions to a whole number from 2 on.',
    });
  }
  return {
    identity: async () => ({ provider: 'hashing', model: `words and trigrams, ${dimensions}` }),
    async embed(texts, { signal } = {}) {
      signal?.throwIfAborted();
      return texts.map((text) => hashed(text, dimensions));
    },
  };
}

function hashed(text: string, dimensions: number): Float32Array {
  const vector = new Float32Array(dimensions);
  for (const word of text
    .normalize('NFKC')
    .toLowerCase()
    .match(/[\p{L}\p{N}]+/gu) ?? []) {
    add(vector, word);
    const letters = [...`<${word}>`];
    for (let start = 0; start + 3 <= letters.length; start++)
      add(vector, letters.slice(start, start + 3).join(''));
  }
  const norm = Math.hypot(...vector);
  // A text without words, or whose words cancel out, still needs a direction.
  if (norm === 0) vector[0] = 1;
  return norm === 0 ? vector : vector.map((value) => value / norm);
}

function add(vector: Float32Array, feature: string): void {
  const hash = createHash('sha256').update(feature).digest();
  vector[hash.readUInt32LE(0) % vector.length] += hash[4] % 2 === 0 ? 1 : -1;
}

import { HnlmError } from '@hnlm/core';
import type { StoredVector } from './embedding-cache.ts';

/** Writes a vector as base64, little-endian on every machine. */
export function storeVector(vector: Float32Array): StoredVector {
  const bytes = Buffer.alloc(vector.length * 4);
  for (const [index, value] of vector.entries()) bytes.writeFloatLE(value, index * 4);
  return { vector: bytes.toString('base64') };
}

/**
 * Reads what {@link storeVector} wrote.
 *
 * @throws HnlmError `JOURNAL_CORRUPT` if it is no vector of finite numbers
 */
export function restoreVector(stored: StoredVector): Float32Array {
  const bytes = Buffer.from(stored.vector, 'base64');
  if (bytes.length % 4 === 0) {
    const vector = Float32Array.from({ length: bytes.length / 4 }, (_, index) =>
      bytes.readFloatLE(index * 4),
    );
    if (vector.every(Number.isFinite)) return vector;
  }
  throw new HnlmError('a stored vector is damaged', {
    code: 'JOURNAL_CORRUPT',
    hint: 'Delete the embedding cache and run again.',
  });
}

import type { StoredVector } from './embedding-cache.ts';

/** Writes a vector as base64, little-endian on every machine. */
export function storeVector(vector: Float32Array): StoredVector {
  const bytes = Buffer.alloc(vector.length * 4);
  for (const [index, value] of vector.entries()) bytes.writeFloatLE(value, index * 4);
  return { vector: bytes.toString('base64') };
}

/** Reads what {@link storeVector} wrote. */
export function restoreVector(stored: StoredVector): Float32Array {
  const bytes = Buffer.from(stored.vector, 'base64');
  return Float32Array.from({ length: bytes.length / 4 }, (_, index) => bytes.readFloatLE(index * 4));
}

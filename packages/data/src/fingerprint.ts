import { createHash } from 'node:crypto';

/**
 * Hashes typed arrays, texts and plain values: the first 16 hex digits of a SHA-256. The order of an object's
 * keys does not matter.
 */
export function fingerprintOf(contents: readonly unknown[]): string {
  const hash = createHash('sha256');
  for (const content of contents) {
    const data = ArrayBuffer.isView(content)
      ? new Uint8Array(content.buffer, content.byteOffset, content.byteLength)
      : JSON.stringify(content ?? null, withSortedKeys);
    hash.update(`${data.length}:`).update(data);
  }
  return hash.digest('hex').slice(0, 16);
}

function withSortedKeys(_key: string, value: unknown): unknown {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return value;
  const entries = Object.entries(value);
  return Object.fromEntries(entries.sort(([one], [other]) => (one < other ? -1 : 1)));
}

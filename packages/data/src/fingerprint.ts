import { createHash } from 'node:crypto';

/** Hashes typed arrays, texts and plain values: the first 16 hex digits of a SHA-256. */
export function fingerprintOf(contents: readonly unknown[]): string {
  const hash = createHash('sha256');
  for (const content of contents) {
    const data = ArrayBuffer.isView(content)
      ? new Uint8Array(content.buffer, content.byteOffset, content.byteLength)
      : JSON.stringify(content ?? null);
    hash.update(`${data.length}:`).update(data);
  }
  return hash.digest('hex').slice(0, 16);
}

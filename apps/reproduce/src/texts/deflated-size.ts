import { deflateRawSync } from 'node:zlib';

/** Measures how long a text is once it is compressed, given what came before: `compressedSize` of ZIP, by Node's zlib. */
export function deflatedSize(text: Uint8Array, dictionary: Uint8Array): number {
  return deflateRawSync(text, { level: 9, ...(dictionary.length > 0 && { dictionary }) }).length;
}

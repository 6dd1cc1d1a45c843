import { HnlmError } from '@hnlm/core';
import { deflate } from 'pako';

/** How redundant a set of texts is. */
export interface CompressionRatio {
  /** `bytes` / `compressed`: 1 and less for noise, higher the more texts repeat each other. */
  readonly ratio: number;
  /** In UTF-8, with a line break between texts. */
  readonly bytes: number;
  /** By zlib at level 9. */
  readonly compressed: number;
}

/**
 * Computes how far a set of texts can be compressed: bytes / bytes after zlib at level 9 (Entropy Law, arXiv
 * 2407.06645: at like quality, sets that compress less train better). The ratio grows with the size of a set, so
 * compare sets of about the same bytes, for instance generated negatives with as many catalogue texts.
 *
 * Compresses with pako, a port of zlib that runs everywhere and gives the same bytes as zlib of its version.
 *
 * @throws HnlmError `AUDIT_EMPTY` without any text
 * @example
 * ```ts
 * compressionRatio(['a b c', 'a b c', 'a b c', 'a b c']).ratio; // above 1
 * ```
 */
export function compressionRatio(texts: readonly string[]): CompressionRatio {
  const data = new TextEncoder().encode(texts.join('\n'));
  if (data.length === 0) {
    throw new HnlmError(`there is nothing to compress in ${texts.length} texts`, { code: 'AUDIT_EMPTY' });
  }
  const compressed = deflate(data, { level: 9 }).length;
  return { ratio: data.length / compressed, bytes: data.length, compressed };
}

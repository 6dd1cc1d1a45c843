import { createHash } from 'node:crypto';

const dimensions = 64;

/**
 * Embeds a text by feature hashing: each word adds +1 or -1 at a place that its hash names. Unit length, 64
 * numbers.
 */
export function hashedVector(text: string): number[] {
  const vector = new Array<number>(dimensions).fill(0);
  for (const word of text.toLowerCase().match(/[\p{L}\p{N}]+/gu) ?? []) {
    const hash = createHash('sha256').update(word).digest();
    vector[hash[0] % dimensions] += hash[1] % 2 === 0 ? 1 : -1;
  }
  const norm = Math.hypot(...vector);
  // Words may cancel out, and a text may have none.
  if (norm === 0) return vector.map((_, index) => (index === 0 ? 1 : 0));
  return vector.map((value) => value / norm);
}

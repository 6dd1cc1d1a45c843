import type { DataNote } from '@hnlm/core';

/**
 * Counts why ids have no profile: one note a reason, in the order of first occurrence.
 *
 * @param reasons - by index; `undefined` where there is a profile.
 */
export function noteMissing(ids: readonly string[], reasons: readonly (string | undefined)[]): DataNote[] {
  const missing = new Map<string, string[]>();
  for (const [index, reason] of reasons.entries()) {
    if (reason === undefined) continue;
    const found = missing.get(reason) ?? [];
    found.push(ids[index]);
    missing.set(reason, found);
  }
  return [...missing].map(([what, found]) => ({ what, count: found.length, examples: found.slice(0, 5) }));
}

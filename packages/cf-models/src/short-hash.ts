/**
 * Returns eight hexadecimal digits that differ where the parts do, by FNV-1a and the last mixing of MurmurHash3: enough to
 * tell two data apart in a plan, not to withstand somebody who wants them to look alike.
 */
export function shortHash(parts: Iterable<string | Float32Array>): string {
  let hash = 0x811c9dc5;
  const add = (value: number) => {
    hash = Math.imul(hash ^ value, 0x01000193);
  };
  for (const part of parts) {
    add(part.length);
    if (typeof part === 'string') for (let n = 0; n < part.length; n++) add(part.charCodeAt(n));
    else for (const bits of new Uint32Array(part.slice().buffer)) add(bits);
  }
  hash = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b);
  hash = Math.imul(hash ^ (hash >>> 13), 0xc2b2ae35);
  return ((hash ^ (hash >>> 16)) >>> 0).toString(16).padStart(8, '0');
}

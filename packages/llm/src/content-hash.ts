import { hash } from 'node:crypto';

/** Canonical forms of objects that take part in many hashes and never change. */
const remembered = new WeakMap<object, string>();

/**
 * Hashes a JSON value: SHA-256, in hex, of its canonical form (keys sorted, `undefined` members left out).
 */
export function contentHash(value: unknown): string {
  return hash('sha256', canonical(value) ?? 'null');
}

/** Writes an object that never changes once, for all hashes that it takes part in. */
export function rememberForm<T extends object>(value: T): T {
  remembered.set(value, canonical(value)!);
  return value;
}

/** As `JSON.stringify`, with sorted keys. */
function canonical(value: unknown): string | undefined {
  if (typeof value !== 'object' || value === null) return JSON.stringify(value);
  const known = remembered.get(value);
  if (known !== undefined) return known;
  if (Array.isArray(value)) return `[${value.map((entry) => canonical(entry) ?? 'null').join(',')}]`;
  const members = value as Record<string, unknown>;
  let text = '';
  for (const key of Object.keys(members).sort()) {
    const member = canonical(members[key]);
    if (member !== undefined) text += `${text === '' ? '' : ','}${JSON.stringify(key)}:${member}`;
  }
  return `{${text}}`;
}

import { hash } from 'node:crypto';

/**
 * Hashes a JSON value: SHA-256, in hex, of its canonical form (keys sorted, `undefined` members left out).
 */
export function contentHash(value: unknown): string {
  return hash('sha256', JSON.stringify(sorted(value)));
}

function sorted(value: unknown): unknown {
  if (typeof value !== 'object' || value === null) return value;
  if (Array.isArray(value)) return value.map(sorted);
  const members = value as Record<string, unknown>;
  return Object.fromEntries(
    Object.keys(members)
      .sort()
      .map((key) => [key, sorted(members[key])]),
  );
}

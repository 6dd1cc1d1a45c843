import fc from 'fast-check';
import { expect, test } from 'vitest';
import { contentHash } from './content-hash.ts';

test('is the SHA-256 of the canonical JSON', () => {
  // printf '{"a":1,"b":[true,null]}' | sha256sum
  expect(contentHash({ b: [true, null], a: 1, c: undefined })).toBe(
    '1cc69c7fa23616ca2ec3ee70d24390a6225c8832db8a4c814c7e0e7f942f8668',
  );
});

test('does not depend on the order of keys, at any depth', () => {
  fc.assert(
    fc.property(fc.dictionary(fc.string(), fc.dictionary(fc.string(), fc.integer())), (value) => {
      const reversed = Object.fromEntries(
        Object.entries(value)
          .reverse()
          .map(([key, inner]) => [key, Object.fromEntries(Object.entries(inner).reverse())]),
      );
      expect(contentHash(reversed)).toBe(contentHash(value));
    }),
  );
});

test('depends on the order of arrays', () => {
  expect(contentHash([1, 2])).not.toBe(contentHash([2, 1]));
});

import fc from 'fast-check';
import { expect, it } from 'vitest';
import { createIdDictionary } from './id-dictionary.ts';

it('numbers ids of any form as a map does, through every growth', () => {
  const id = fc.oneof(fc.string({ unit: 'binary' }), fc.string({ unit: 'grapheme' }), fc.nat(99).map(String));
  fc.assert(
    fc.property(fc.array(id, { size: 'large', maxLength: 9000 }), (list) => {
      const dictionary = createIdDictionary();
      const numbers = new Map<string, number>();
      for (const one of list) if (!numbers.has(one)) numbers.set(one, numbers.size);
      expect(list.map(dictionary.numberOf)).toEqual(list.map((one) => numbers.get(one)));
      expect(dictionary.ids).toEqual([...numbers.keys()]);
    }),
    { numRuns: 30 },
  );
});

it('holds many ids, and long ones', () => {
  const dictionary = createIdDictionary();
  const ids = Array.from({ length: 50_000 }, (_, index) => `user ${index * 7919}`);
  const long = 'x'.repeat(300_000);
  for (const id of [...ids, long]) dictionary.numberOf(id);
  expect([...ids, long].every((id, index) => dictionary.numberOf(id) === index)).toBe(true);
  expect(dictionary.ids.at(-1)).toBe(long);
});

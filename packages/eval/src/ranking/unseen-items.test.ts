import { createRandom } from '@hnlm/core';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { unseenItems } from './unseen-items.ts';

test('draws different items that are not excluded, all of them where all are asked for', () => {
  const catalogues = fc.integer({ min: 1, max: 40 }).chain((size) =>
    fc.record({
      size: fc.constant(size),
      excluded: fc.subarray([...Array(size).keys()]),
      share: fc.double({ min: 0, max: 1, noNaN: true }),
      seed: fc.nat(),
    }),
  );
  fc.assert(
    fc.property(catalogues, ({ size, excluded, share, seed }) => {
      const allowed = [...Array(size).keys()].filter((item) => !excluded.includes(item));
      const unseen = unseenItems(size, Int32Array.from(excluded));
      expect(unseen.count).toBe(allowed.length);
      const drawn = new Int32Array(Math.round(share * allowed.length));
      unseen.draw(createRandom(seed), drawn);
      expect(new Set(drawn).size).toBe(drawn.length);
      expect(allowed).toEqual(expect.arrayContaining([...drawn]));
    }),
  );
});

test('draws all sets alike', () => {
  const unseen = unseenItems(6, Int32Array.of(1));
  const random = createRandom('sets');
  const counts = new Map<string, number>();
  const out = new Int32Array(2);
  for (let n = 0; n < 20_000; n++) {
    unseen.draw(random, out);
    const set = out.slice().sort().join(' ');
    counts.set(set, (counts.get(set) ?? 0) + 1);
  }
  // 10 sets of 2 out of 5: 2,000 each, standard deviation 42.
  expect(counts.size).toBe(10);
  for (const count of counts.values()) expect(Math.abs(count - 2000)).toBeLessThan(5 * 42);
});

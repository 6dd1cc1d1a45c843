import fc from 'fast-check';
import { expect, it } from 'vitest';
import type { Interaction } from './interaction.ts';
import { kCore } from './k-core.ts';
import { withoutRepeats } from './without-repeats.ts';

const interactions = fc
  .array(fc.record({ user: fc.nat(9), item: fc.nat(9) }), { maxLength: 80 })
  .map((rows) => withoutRepeats(rows, () => {}));

/** Drops one interaction at a time: any order ends in the same core. */
function oneByOne(rows: readonly Interaction[], k: number): readonly Interaction[] {
  const weak = rows.find(
    ({ user, item }) =>
      rows.filter((row) => row.user === user).length < k ||
      rows.filter((row) => row.item === item).length < k,
  );
  return weak === undefined
    ? rows
    : oneByOne(
        rows.filter((row) => row !== weak),
        k,
      );
}

it('keeps the largest part in which everyone has k', () => {
  fc.assert(
    fc.property(interactions, fc.integer({ min: 1, max: 5 }), (rows, k) => {
      expect(kCore(rows, k)).toEqual(oneByOne(rows, k));
    }),
  );
});

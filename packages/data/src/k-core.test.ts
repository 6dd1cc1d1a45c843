import fc from 'fast-check';
import { expect, it } from 'vitest';
import { anyRows, logOf, type Row, rowsOf } from './__fixtures__/logs.ts';
import { type CoreSize, kCore } from './k-core.ts';

const size = fc.record({ users: fc.nat(5), items: fc.nat(5) });

/** Drops one interaction at a time: any order ends in the same core. */
function oneByOne(rows: readonly Row[], { users, items }: CoreSize): readonly Row[] {
  const weak = rows.find(
    ([user, item]) =>
      rows.filter((row) => row[0] === user).length < users ||
      rows.filter((row) => row[1] === item).length < items,
  );
  return weak === undefined
    ? rows
    : oneByOne(
        rows.filter((row) => row !== weak),
        { users, items },
      );
}

it('keeps the largest part in which everyone has enough', () => {
  fc.assert(
    fc.property(anyRows, size, (rows, least) => {
      expect(rowsOf(kCore(logOf(rows), least))).toEqual(oneByOne(rows, least));
    }),
  );
});

it('is a fixed point', () => {
  fc.assert(
    fc.property(anyRows, size, (rows, least) => {
      const core = kCore(logOf(rows), least);
      expect(kCore(core, least).userOf).toBe(core.userOf);
    }),
  );
});

it.each([-1, 1.5, Number.NaN])('refuses a size of %s', (users) => {
  expect(() => kCore(logOf([]), { users, items: 1 })).toThrow(/kCore of .* for users and 1 for items/);
});

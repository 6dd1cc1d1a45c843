import fc from 'fast-check';
import { expect, it } from 'vitest';
import { anyRows, logOf, rowsOf } from './__fixtures__/logs.ts';
import { densify } from './densify.ts';
import { selectRows } from './select-rows.ts';

const rows = Int32Array.of(1, 2);

it('orders plain integer ids by value, beyond 2^53 too, and leaves out what does not occur', () => {
  const log = logOf([
    ['7', '8'],
    ['9007199254740993', '10'],
    ['9007199254740992', '9'],
  ]);
  const { users, items, userOf, itemOf } = densify(selectRows(log, rows));
  expect(users).toEqual(['9007199254740992', '9007199254740993']);
  expect(items).toEqual(['9', '10']);
  expect([...userOf]).toEqual([1, 0]);
  expect([...itemOf]).toEqual([1, 0]);
});

it('keeps the order of first appearance for every other id', () => {
  const log = logOf([
    ['z', '1'],
    ['b', '10'],
    ['a', '09'],
  ]);
  const { users, items } = densify(selectRows(log, rows));
  expect(users).toEqual(['b', 'a']);
  expect(items).toEqual(['10', '09']);
});

it('keeps every row, with its ids', () => {
  fc.assert(
    fc.property(anyRows, (all) => {
      const log = logOf(all);
      const kept = selectRows(
        log,
        Int32Array.from(all.keys()).filter((row) => row % 3 === 0),
      );
      const dense = densify(kept);
      expect(rowsOf(dense)).toEqual(rowsOf(kept));
      expect(new Set(dense.userOf).size).toBe(dense.users.length);
      expect(new Set(dense.itemOf).size).toBe(dense.items.length);
      // Once dense, always dense.
      expect(densify(dense).userOf).toBe(dense.userOf);
    }),
  );
});

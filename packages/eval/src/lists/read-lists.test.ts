import { idMap } from '@hnlm/core';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { type ReadListsOptions, readLists, type SavedList } from './read-lists.ts';
import { writeLists } from './write-lists.ts';

const ids = { users: idMap(['ann', 'bob', '7']), items: idMap(['w', 'x', 'y', '10']) };

const expected = { users: Int32Array.of(1, 2), k: 2, items: Int32Array.of(3, 1, 0, 2) };

test.each([
  ['a text', 'bob 10 x\n\n7\tw  y\n'],
  ['a text of JSON lines', '{"user":"bob","items":["10","x"]}\r\n{"user":7,"items":["w","y"]}'],
  ['lines of both kinds', ['bob 10 x', '{"user": 7, "items": ["w", "y"]}']],
  [
    'objects',
    [
      { user: 'bob', items: [10, 'x'] },
      { user: 7, items: ['w', 'y'] },
    ],
  ],
])('reads %s', (_, from) => {
  expect(readLists(from, ids)).toEqual(expected);
});

test('fills up lists that may end early', () => {
  const lists = readLists('ann x\nbob w y 10\n7', ids, { uneven: true });
  expect(lists).toEqual({
    users: Int32Array.of(0, 1, 2),
    k: 3,
    items: Int32Array.of(1, -1, -1, 0, 2, 3, -1, -1, -1),
  });
});

test('reads back what writeLists writes, whatever the ids are', () => {
  const names = fc.uniqueArray(fc.string(), { minLength: 4, maxLength: 9 });
  fc.assert(
    fc.property(names, names, fc.integer({ min: 1, max: 4 }), fc.nat(), (users, items, k, seed) => {
      const catalogue = { users: idMap(users), items: idMap(items) };
      const lists = {
        users: Int32Array.from(users.keys()).reverse(),
        k,
        items: Int32Array.from({ length: users.length * k }, (_, n) => (seed + n) % items.length),
      };
      // The last list ends early.
      if (k > 1) lists.items[lists.items.length - 1] = -1;
      expect(readLists(writeLists(lists, catalogue), catalogue, { uneven: true })).toEqual(lists);
    }),
  );
});

describe('refuses', () => {
  test.each<[string, string | SavedList[], ReadListsOptions, string, string]>([
    ['an unknown user', 'ann w\ncyd x', {}, 'LISTS_ID', 'list 2: there is no user "cyd"'],
    ['an unknown item', 'ann w v', {}, 'LISTS_ID', 'list 1: there is no item "v"'],
    ['an item twice', 'bob x y x', {}, 'LISTS_ID', 'user "bob" has item "x" twice'],
    ['a user twice', 'ann x\n\nann y', {}, 'LISTS_ID', 'list 3: user "ann" already has list 1'],
    ['uneven lengths', 'ann x y\nbob w', {}, 'LISTS_LENGTH', 'user "bob" has 1 items'],
    ['no lists', '\n', {}, 'LISTS_FORMAT', '0 lists'],
    ['lists of nothing', 'ann\nbob', { uneven: true }, 'LISTS_FORMAT', '2 lists and no item'],
    ['broken JSON', 'ann x\n{"user": "bob", ', {}, 'LISTS_FORMAT', 'list 2 is not {"user"'],
    ['JSON of another kind', '{"user": "bob", "items": [["x"]]}', {}, 'LISTS_FORMAT', 'list 1 is not'],
  ])('%s', (_, from, options, code, message) => {
    const read = () => readLists(from, ids, options);
    expect(read).toThrow(expect.objectContaining({ code, message: expect.stringContaining(message) }));
  });
});

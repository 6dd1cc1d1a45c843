import { expect, test } from 'vitest';
import * as toy from '../__fixtures__/toy.ts';
import { checkSeen } from './check-seen.ts';
import { readLists } from './read-lists.ts';

test('lets lists pass that leave out what is masked', () => {
  expect(() => checkSeen(readLists('ann y z\nbob x', toy.test, { uneven: true }), toy.test)).not.toThrow();
});

test('names the first item that should not be there, and counts', () => {
  const lists = readLists('bob x y\nann z x', toy.test);
  expect(() => checkSeen(lists, toy.test)).toThrow(
    expect.objectContaining({
      code: 'LISTS_SEEN',
      message: 'the list of user "ann" holds item "x", which is masked; 1 of 4 places do so',
      evidence: { user: 'ann', item: 'x', rank: 1, count: 1 },
    }),
  );
});

test('refuses lists of other data', () => {
  const lists = { users: Int32Array.of(3), k: 1, items: Int32Array.of(0) };
  expect(() => checkSeen(lists, toy.test)).toThrow('belongs to none of 3 users');
});

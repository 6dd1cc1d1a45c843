import { csrFromPairs, HnlmError } from '@hnlm/core';
import { describe, expect, test } from 'vitest';
// Written by metrics.py beside it, from the definitions, with Python's standard library.
import golden from './__fixtures__/metrics.json' with { type: 'json' };
import { measureLists } from './measure-lists.ts';

describe('against an independent computation', () => {
  const lists = {
    users: Int32Array.from(golden.lists.keys()),
    k: golden.k,
    items: Int32Array.from(golden.lists.flat()),
  };
  const relevant = csrFromPairs(
    golden.lists.length,
    golden.items,
    golden.relevant.flatMap((items, user) => items.map(() => user)),
    golden.relevant.flat(),
  );
  const measured = measureLists({ lists, relevant, metrics: Object.keys(golden.means) });

  test.each(Object.entries(golden.means))('%s', (name, mean) => {
    expect(Math.abs(measured.metrics[name] - mean)).toBeLessThan(1e-12);
    const expected = golden.perUser[name as keyof typeof golden.perUser];
    expect(measured.perUser[name]).toHaveLength(expected.length);
    for (const [place, value] of expected.entries()) {
      expect(Math.abs(measured.perUser[name][place] - value)).toBeLessThan(1e-12);
    }
  });

  test('users without relevant items are left out and counted', () => {
    const without = golden.relevant.flatMap((items, user) => (items.length === 0 ? [user] : []));
    expect(without.length).toBeGreaterThan(0);
    expect(measured.skippedUsers).toBe(without.length);
    expect(without.some((user) => measured.users.includes(user))).toBe(false);
  });
});

describe('refuses', () => {
  const relevant = csrFromPairs(2, 5, [0], [1]);
  const one =
    (user: number, items: number[], metric = 'Recall@1') =>
    () =>
      measureLists({
        lists: { users: Int32Array.of(user), k: items.length, items: Int32Array.from(items) },
        relevant,
        metrics: [metric],
      });

  test.each([
    ['an item twice', one(0, [3, 1, 3]), 'EVAL_LIST', 'holds item 3 twice'],
    ['an unknown item', one(0, [5, 1]), 'EVAL_LIST', 'holds 5, which is none of 5 items'],
    ['an unknown user', one(2, [1]), 'EVAL_LIST', 'belongs to none of 2 users'],
    ['a cut-off behind the end of the lists', one(0, [1, 2], 'NDCG@3'), 'EVAL_K', 'NDCG@3 needs 3 ranks'],
    ['lists of which none can be measured', one(1, [1]), 'EVAL_NO_USERS', 'none of the 1 users'],
  ])('%s', (_, measure, code, message) => {
    expect(measure).toThrow(HnlmError);
    expect(measure).toThrow(expect.objectContaining({ code, message: expect.stringContaining(message) }));
  });
});

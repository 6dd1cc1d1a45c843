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
  const measured = measureLists({ lists, relevant, metrics: Object.keys(golden.metrics) });
  const inSubset = measureLists({
    lists,
    relevant,
    metrics: Object.keys(golden.subset.metrics),
    items: Int32Array.from(golden.subset.items),
  });

  describe.each([
    ['all items', measured, golden],
    ['a subset of the items', inSubset, golden.subset],
  ])('%s', (_, ours, theirs) => {
    test.each(Object.entries(theirs.metrics))('%s', (name, value) => {
      expect(Math.abs(ours.metrics[name] - value)).toBeLessThan(1e-12);
    });

    test.each(Object.entries(theirs.perUser))('%s by user', (name, values) => {
      expect(ours.perUser[name]).toHaveLength(values.length);
      for (const [place, value] of values.entries()) {
        expect(Math.abs(ours.perUser[name][place] - value)).toBeLessThan(1e-12);
      }
    });

    test('only metrics of users have values by user', () => {
      expect(Object.keys(ours.perUser)).toEqual(Object.keys(theirs.perUser));
    });
  });

  test('the subset is counted, and leaves out more users', () => {
    expect([measured.items, inSubset.items]).toEqual([golden.items, golden.subset.items.length]);
    expect(inSubset.skippedUsers).toBeGreaterThan(measured.skippedUsers);
    expect(inSubset.users.length + inSubset.skippedUsers).toBe(golden.lists.length);
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
    ['ranks behind the end of the lists', one(0, [1, 2], 'NGCF-NDCG@1(of@3)'), 'EVAL_K', 'needs 3 ranks'],
    ['an item behind the end of a list', one(0, [1, -1, 3]), 'EVAL_LIST', 'item 3 behind its end'],
    ['lists of which none can be measured', one(1, [1]), 'EVAL_NO_USERS', 'none of the 1 users'],
  ])('%s', (_, measure, code, message) => {
    expect(measure).toThrow(HnlmError);
    expect(measure).toThrow(expect.objectContaining({ code, message: expect.stringContaining(message) }));
  });

  test.each([
    ['a user twice', { users: Int32Array.of(0, 0), k: 1, items: Int32Array.of(1, 2) }, "the user's second"],
    [
      'too few items',
      { users: Int32Array.of(0, 1), k: 2, items: Int32Array.of(1, 2) },
      '2 items for 2 lists of 2',
    ],
  ])('%s', (_, lists, message) => {
    const measure = () => measureLists({ lists, relevant, metrics: ['Recall@1'] });
    expect(measure).toThrow(
      expect.objectContaining({ code: 'EVAL_LIST', message: expect.stringContaining(message) }),
    );
  });

  test.each([
    ['an unknown item in the subset', [1, 5], 'EVAL_ITEMS', 'holds 5'],
    ['an empty subset', [], 'EVAL_ITEMS', 'holds no item'],
    ['a subset without relevant items', [3, 4], 'EVAL_NO_USERS', 'in the subset of items'],
  ])('%s', (_, items, code, message) => {
    const lists = { users: Int32Array.of(0), k: 1, items: Int32Array.of(1) };
    const measure = () =>
      measureLists({ lists, relevant, metrics: ['Recall@1'], items: Int32Array.from(items) });
    expect(measure).toThrow(expect.objectContaining({ code, message: expect.stringContaining(message) }));
  });
});

test('coverage and Gini count the lists of users that have nothing relevant', () => {
  const lists = { users: Int32Array.of(0, 1), k: 1, items: Int32Array.of(2, 3) };
  const relevant = csrFromPairs(2, 4, [0], [2]);
  const { metrics, skippedUsers } = measureLists({
    lists,
    relevant,
    metrics: ['Coverage@1', 'Gini@1', 'Recall@1'],
  });
  expect(skippedUsers).toBe(1);
  // Counts 0 0 1 1: (-3 * 0 - 1 * 0 + 1 * 1 + 3 * 1) / (4 * 2).
  expect(metrics).toEqual({ 'Coverage@1': 0.5, 'Gini@1': 0.5, 'Recall@1': 1 });
});

test("NGCF's NDCG sees the hits that its program retrieved behind the cut-off", () => {
  const lists = { users: Int32Array.of(0), k: 3, items: Int32Array.of(1, 0, 2) };
  const relevant = csrFromPairs(1, 9, [0, 0, 0, 0], [1, 2, 5, 6]);
  const names = ['NGCF-NDCG@2', 'NGCF-NDCG@2(of@3)', 'NDCG@2'];
  const { metrics } = measureLists({ lists, relevant, metrics: names });
  expect(metrics['NGCF-NDCG@2']).toBe(1);
  expect(metrics['NGCF-NDCG@2(of@3)']).toBeCloseTo(1 / (1 + 1 / Math.log2(3)), 14);
  expect(metrics['NDCG@2']).toBe(metrics['NGCF-NDCG@2(of@3)']);
});

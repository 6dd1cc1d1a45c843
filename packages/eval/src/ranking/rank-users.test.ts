import { HnlmError, idMap } from '@hnlm/core';
import { describe, expect, test } from 'vitest';
import * as toy from '../__fixtures__/toy.ts';
import type { RankEvent } from './progress.ts';
import { rankUsers } from './rank-users.ts';

test('ranks the whole catalogue without masked items, for users with held-out items', async () => {
  const lists = await rankUsers({ model: toy.model, on: toy.test, k: 4 });
  expect([...lists.users]).toEqual([0, 1]);
  // Items by score: x y z w; Ann has seen x.
  expect([...lists.items]).toEqual([2, 3, 0, -1, 1, 2, 3, 0]);
});

test('ranks for the users asked for, in their order', async () => {
  const lists = await rankUsers({ model: toy.model, on: toy.test, k: 1, users: Int32Array.of(2, 1) });
  expect([...lists.users]).toEqual([2, 1]);
  expect([...lists.items]).toEqual([0, 1]);
});

test('more users than one block come out whole and in order', async () => {
  const count = 2500;
  const users = Int32Array.from({ length: count }, (_, place) => place % 2);
  const events: RankEvent[] = [];
  const lists = await rankUsers({
    model: toy.model,
    on: toy.test,
    k: 2,
    users,
    onEvent: (event) => events.push(event),
  });
  for (let list = 0; list < count; list++) {
    expect([...lists.items.subarray(list * 2, list * 2 + 2)]).toEqual(list % 2 === 0 ? [2, 3] : [1, 2]);
  }
  expect(events.map((event) => event.users)).toEqual([2048, 2500]);
  expect(events.every((event) => event.of === count)).toBe(true);
  expect(events[0].secondsLeft).toBeGreaterThan(0);
  expect(events[1].secondsLeft).toBe(0);
});

test('the size of the blocks changes progress and no list', async () => {
  const users = Int32Array.of(2, 0, 1);
  const done: number[] = [];
  const onEvent = (event: RankEvent) => done.push(event.users);
  const whole = await rankUsers({ model: toy.model, on: toy.test, k: 3, users });
  const blocks = await rankUsers({ model: toy.model, on: toy.test, k: 3, users, blockUsers: 2, onEvent });
  expect(blocks).toEqual(whole);
  expect(done).toEqual([2, 3]);
});

test('equal scores go by item index', async () => {
  const model = { ...toy.model, itemEmbeddings: Float32Array.of(0.2, 0.1, 0.2, 0.2) };
  const lists = await rankUsers({ model, on: toy.test, k: 3, users: Int32Array.of(1) });
  expect([...lists.items]).toEqual([0, 2, 3]);
});

test('stops between blocks when asked to', async () => {
  const controller = new AbortController();
  const users = new Int32Array(5000);
  const ranking = rankUsers({ model: toy.model, on: toy.test, k: 1, users, signal: controller.signal });
  controller.abort(new Error('enough'));
  await expect(ranking).rejects.toThrow('enough');
});

describe('refuses', () => {
  const { model } = toy;
  const damaged = (table: 'userEmbeddings' | 'itemEmbeddings', at: number, value: number) => {
    const values = model[table].slice();
    values[at] = value;
    return { ...model, [table]: values };
  };
  const run = (changes: object) => rankUsers({ model, on: toy.test, k: 1, ...changes });

  test.each([
    ['k above the number of items', { k: 5 }, 'EVAL_K', 'first 5 of 4 items'],
    ['k of 0', { k: 0 }, 'EVAL_K', 'first 0 of 4'],
    ['blocks of no users', { blockUsers: 0 }, 'EVAL_BLOCK', 'blocks of 0 users'],
    ['an unknown user', { users: Int32Array.of(0, 3) }, 'EVAL_USER', 'index 3'],
    ['NaN in an item', { model: damaged('itemEmbeddings', 2, NaN) }, 'EVAL_NOT_FINITE', 'item "y" holds NaN'],
    [
      'infinity in a user',
      { model: damaged('userEmbeddings', 1, Infinity) },
      'EVAL_NOT_FINITE',
      'user "bob"',
    ],
    [
      'scores that overflow',
      { model: damaged('itemEmbeddings', 1, 3e38) },
      'SCORE_NOT_FINITE',
      'score of user 0',
    ],
    [
      'a table of the wrong size',
      { model: { ...model, dimensions: 2 } },
      'EVAL_SHAPE',
      '3 user embedding values',
    ],
    [
      'other ids',
      { model: { ...model, items: idMap(['w', 'y', 'x', 'z']) } },
      'EVAL_IDS',
      'item 1 is "y" in the model and "x" in the data',
    ],
    [
      'another number of users',
      { model: { ...model, users: idMap(['ann', 'bob']), userEmbeddings: Float32Array.of(1, 1) } },
      'EVAL_IDS',
      'user 2 is none in the model and "cyd" in the data',
    ],
  ])('%s', async (_, changes, code, message) => {
    const error = await run(changes).catch((reason: unknown) => reason);
    expect(HnlmError.isInstance(error)).toBe(true);
    expect(error).toMatchObject({ code, message: expect.stringContaining(message) });
  });
});

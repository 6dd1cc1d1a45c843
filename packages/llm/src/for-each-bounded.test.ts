import { setImmediate as turn } from 'node:timers/promises';
import { expect, test } from 'vitest';
import { forEachBounded } from './for-each-bounded.ts';

const values = Array.from({ length: 20 }, (_, index) => index);

test('works on every value once, never on more than allowed at a time', async () => {
  const seen: number[] = [];
  let running = 0;
  let most = 0;
  await forEachBounded(values, { concurrency: 3 }, async (value) => {
    most = Math.max(most, ++running);
    await turn();
    running--;
    seen.push(value);
  });
  expect(seen.sort((a, b) => a - b)).toEqual(values);
  expect(most).toBe(3);
});

test('stops at the first failure, aborts the others and waits for them', async () => {
  const started: number[] = [];
  let cleanedUp = 0;
  const all = forEachBounded(values, { concurrency: 3 }, async (value, signal) => {
    started.push(value);
    if (value === 1) throw new Error('one');
    await new Promise<void>((resolve) => signal.addEventListener('abort', () => resolve()));
    await turn();
    cleanedUp++;
    throw new Error('a later failure');
  });
  await expect(all).rejects.toThrow('one');
  expect(started).toEqual([0, 1, 2]);
  expect(cleanedUp).toBe(2);
});

test('throws the reason of the signal and takes no further values', async () => {
  const controller = new AbortController();
  const started: number[] = [];
  const all = forEachBounded(values, { concurrency: 2, signal: controller.signal }, async (value) => {
    started.push(value);
    await turn();
    if (value === 3) controller.abort(new Error('stop'));
  });
  await expect(all).rejects.toThrow('stop');
  expect(started.length).toBeLessThan(7);
  await expect(
    forEachBounded(values, { concurrency: 2, signal: AbortSignal.abort(new Error('before')) }, async () => {
      throw new Error('must not run');
    }),
  ).rejects.toThrow('before');
});

test('drains: takes no further values, lets those under way finish, and throws the reason where some are left', async () => {
  const controller = new AbortController();
  const finished: number[] = [];
  const drain = controller.signal;
  const all = forEachBounded(values, { concurrency: 3, drain }, async (value, signal) => {
    if (value === 4) controller.abort(new Error('enough'));
    await turn();
    if (value === 5) throw drain.reason;
    expect(signal.aborted).toBe(false);
    finished.push(value);
  });
  await expect(all).rejects.toThrow('enough');
  expect(finished.sort((a, b) => a - b)).toEqual([0, 1, 2, 3, 4]);
});

test('drained with the last value, it is done', async () => {
  const controller = new AbortController();
  await forEachBounded([0, 1], { concurrency: 1, drain: controller.signal }, async (value) => {
    if (value === 1) controller.abort(new Error('too late to matter'));
  });
});

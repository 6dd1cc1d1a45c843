import { HnlmError } from '@hnlm/core';
import { expect, test } from 'vitest';
import { retryDelay } from './retry-delay.ts';
import { retrying } from './retrying.ts';

const busy = (retryAfter = 0) =>
  new HnlmError('busy', { code: 'LLM_REQUEST', evidence: { status: 503, retryable: true, retryAfter } });

test('waits at random below a bound that doubles from 0.5 s to 60 s, or as long as the server asks', () => {
  const bounds = [0, 1, 2, 6, 7, 20].map((failure) => retryDelay(failure, 0, () => 1));
  expect(bounds).toEqual([500, 1000, 2000, 32_000, 60_000, 60_000]);
  expect(retryDelay(3, 0, () => 0.25)).toBe(1000);
  expect(retryDelay(3, 0, () => 0)).toBe(0);
  expect(retryDelay(0, 7000, () => 1)).toBe(7000);
  expect(retryDelay(6, 7000, () => 1)).toBe(32_000);
});

test('spreads clients: its own draws are even', () => {
  const draws = Array.from({ length: 4000 }, () => retryDelay(1, 0));
  expect(Math.max(...draws)).toBeLessThan(1000);
  const mean = draws.reduce((sum, draw) => sum + draw, 0) / draws.length;
  // Standard error of the mean of 4000 even draws below 1000: 4.6.
  expect(Math.abs(mean - 500)).toBeLessThan(30);
});

test('tries again as long as that may help, and tells the delay what the server asked for', async () => {
  const asked: [number, number][] = [];
  const delay = (failure: number, retryAfter: number) => {
    asked.push([failure, retryAfter]);
    return 0;
  };
  let calls = 0;
  const succeed = async () => {
    if (++calls < 4) throw busy(calls * 10);
    return 'answer';
  };
  expect(await retrying(succeed, { delay })).toBe('answer');
  expect(asked).toEqual([
    [0, 10],
    [1, 20],
    [2, 30],
  ]);
});

test('gives up after the last retry, and at once where repeating does not help', async () => {
  let calls = 0;
  const fail = (error: Error) => async () => {
    calls++;
    throw error;
  };
  await expect(retrying(fail(busy()), { delay: () => 0 })).rejects.toThrow('busy');
  expect(calls).toBe(8);
  await expect(retrying(fail(busy()), { delay: () => 0, retries: () => 2 })).rejects.toThrow('busy');
  expect(calls).toBe(11);
  await expect(retrying(fail(new HnlmError('no', { code: 'LLM_REQUEST' })))).rejects.toThrow('no');
  await expect(retrying(fail(new Error('ours')))).rejects.toThrow('ours');
  expect(calls).toBe(13);
});

test('the signal ends the waiting, with its own reason', async () => {
  const controller = new AbortController();
  const waiting = retrying(async () => Promise.reject(busy()), {
    signal: controller.signal,
    delay: () => 60_000,
  });
  controller.abort(new Error('interrupted'));
  await expect(waiting).rejects.toThrow('interrupted');
});

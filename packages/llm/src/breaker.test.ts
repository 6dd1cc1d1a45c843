import { setTimeout as sleep } from 'node:timers/promises';
import { HnlmError } from '@hnlm/core';
import { expect, test } from 'vitest';
import { type Breaker, createBreaker } from './breaker.ts';

const lost = (status?: number) =>
  new HnlmError('lost', {
    code: 'LLM_CONNECTION_LOST',
    hint: 'Look.',
    evidence: { retryable: true, ...(status && { status }) },
  });
const failing = (error: Error) => () => Promise.reject(error);
const fine = () => Promise.resolve('fine');

async function fail(breaker: Breaker, times: number, error: Error = lost()): Promise<void> {
  for (let n = 0; n < times; n++) await expect(breaker.run(failing(error))).rejects.toBe(error);
}

/** Tells whether a call goes through at once. */
async function isOpen(breaker: Breaker): Promise<boolean> {
  const controller = new AbortController();
  let began = false;
  const call = breaker.run(async () => void (began = true), controller.signal).catch(() => {});
  await sleep(1);
  controller.abort();
  await call;
  return !began;
}

test('opens at ten failures of the server among the last twenty calls, not before', async () => {
  const breaker = createBreaker();
  await fail(breaker, 9);
  for (let n = 0; n < 11; n++) expect(await breaker.run(fine)).toBe('fine');
  // The window is full: each further failure pushes an old one out.
  await fail(breaker, 9);
  expect(await isOpen(breaker)).toBe(false);
  await fail(breaker, 1, lost(502));
  expect(await isOpen(breaker)).toBe(true);
});

test('does not count what is not the fault of the server', async () => {
  const breaker = createBreaker();
  await fail(breaker, 30, lost(429));
  await fail(breaker, 30, new HnlmError('bad', { code: 'LLM_REQUEST', evidence: { status: 400 } }));
  await fail(breaker, 30, new Error('ours'));
  expect(await isOpen(breaker)).toBe(false);
});

test('probes with one call after a wait, then after twice that, and closes when a probe succeeds', async () => {
  const changes: (string | undefined)[] = [];
  const breaker = createBreaker({ firstWait: 50, onChange: (failure) => changes.push(failure?.message) });
  await fail(breaker, 10);
  const start = performance.now();
  const begun: number[] = [];
  const calls = Array.from({ length: 5 }, () =>
    breaker.run(async () => {
      begun.push(performance.now() - start);
      await sleep(5);
      // The first two probes fail; the third lets the others through.
      if (begun.length <= 2) throw lost();
    }),
  );
  const outcomes = await Promise.allSettled(calls);
  expect(outcomes.map(({ status }) => status).sort()).toEqual([
    ...new Array(3).fill('fulfilled'),
    ...new Array(2).fill('rejected'),
  ]);
  expect(begun).toHaveLength(5);
  expect(begun[0]).toBeGreaterThan(48);
  expect(begun[1] - begun[0]).toBeGreaterThan(98);
  expect(begun[2] - begun[1]).toBeGreaterThan(198);
  expect(begun[3] - begun[2]).toBeGreaterThan(3);
  expect(changes).toEqual(['lost', undefined]);
  await fail(breaker, 9);
  expect(await isOpen(breaker)).toBe(false);
});

test('gives up when the server has failed for longer than patience allows', async () => {
  const breaker = createBreaker({ firstWait: 20, patience: 200 });
  await fail(breaker, 10);
  const errors: HnlmError[] = [];
  while (errors.at(-1)?.code !== 'LLM_DOWN') {
    await breaker.run(failing(lost())).catch((error: HnlmError) => errors.push(error));
    // After 20, 60, 140 ms, and 300 would be too late.
    expect(errors.length).toBeLessThanOrEqual(3);
  }
  expect(errors.at(-1)).toMatchObject({
    message: 'the server has failed for 1 min; the last error: lost',
    hint: 'Look. What was answered is stored: run again to go on.',
    evidence: { retryable: false },
  });
});

test('gives up on a server that only ever says that it is busy, once patience has run out', async () => {
  const busy = () =>
    new HnlmError('busy', { code: 'LLM_REQUEST', evidence: { status: 429, retryable: true } });
  const breaker = createBreaker({ patience: 50 });
  const codes: string[] = [];
  for (let call = 0; codes.at(-1) !== 'LLM_DOWN'; call++) {
    // An answer begins the count anew.
    if (call === 5) await breaker.run(fine);
    await breaker.run(failing(busy())).catch(({ code }: HnlmError) => codes.push(code));
    await new Promise((resolve) => setTimeout(resolve, 10));
    expect(call).toBeLessThan(100);
  }
  expect(codes.length).toBeGreaterThanOrEqual(5 + 10);
});

test('a cancelled probe leaves its place to the next', async () => {
  const breaker = createBreaker({ firstWait: 20 });
  await fail(breaker, 10);
  await expect(breaker.run(failing(new Error('cancelled')))).rejects.toThrow('cancelled');
  expect(await breaker.run(fine)).toBe('fine');
});

test('those who wait end at their signal', async () => {
  const breaker = createBreaker();
  await fail(breaker, 10);
  const controller = new AbortController();
  const waiting = breaker.run(fine, controller.signal);
  controller.abort(new Error('interrupted'));
  await expect(waiting).rejects.toThrow('interrupted');
});

import { HnlmError } from '@hnlm/core';
import { expect, test } from 'vitest';
import { type Breaker, type BreakerSettings, createBreaker } from './breaker.ts';

const lost = (status?: number) =>
  new HnlmError('lost', {
    code: 'LLM_CONNECTION_LOST',
    evidence: { retryable: true, ...(status && { status }) },
  });
const refused = new HnlmError('wrong key', { code: 'LLM_REQUEST', evidence: { status: 401 } });

/** A breaker in simulated time. */
function breakerAt(settings: BreakerSettings = {}) {
  const clock = { time: 0 };
  return { clock, breaker: createBreaker({ ...settings, now: () => clock.time }) };
}

function fail(breaker: Breaker, times: number, error: Error = lost()): void {
  for (let n = 0; n < times; n++) breaker.begin().failed(error);
}

function succeed(breaker: Breaker, times: number): void {
  for (let n = 0; n < times; n++) breaker.begin().succeeded();
}

test('opens at ten failures of the server among the last twenty calls, not before', () => {
  const { breaker } = breakerAt();
  fail(breaker, 9);
  succeed(breaker, 11);
  // The window is full: each further failure pushes an old one out.
  fail(breaker, 9);
  expect([breaker.failure, breaker.readyAt]).toEqual([undefined, 0]);
  const last = lost(502);
  fail(breaker, 1, last);
  expect([breaker.failure, breaker.readyAt]).toEqual([last, 30_000]);
});

test('does not count what is not the fault of the server', () => {
  const { breaker } = breakerAt();
  fail(breaker, 30, lost(429));
  fail(breaker, 30, new HnlmError('bad', { code: 'LLM_REQUEST', evidence: { status: 400 } }));
  fail(breaker, 30, new Error('ours'));
  expect(breaker.failure).toBeUndefined();
});

test.each([refused, new HnlmError('no model', { code: 'LLM_MODEL_MISSING' })])(
  'opens at the first call by which the server refuses everything: %s',
  (error) => {
    const { breaker } = breakerAt();
    fail(breaker, 1, error);
    expect(breaker.failure).toBe(error);
  },
);

test('probes with one call after a wait, then after twice that to the longest, and closes when a probe succeeds', () => {
  const { clock, breaker } = breakerAt({ firstWait: 100, longestWait: 500 });
  clock.time = 1000;
  fail(breaker, 10);
  expect([breaker.openedAt, breaker.readyAt]).toEqual([1000, 1100]);
  for (const [probe, wait] of [200, 400, 500, 500].entries()) {
    clock.time = breaker.readyAt;
    const call = breaker.begin();
    expect(breaker.readyAt).toBe(Infinity);
    call.failed(lost());
    expect([breaker.failedProbes, breaker.readyAt]).toEqual([probe + 1, clock.time + wait]);
  }
  expect(breaker.openedAt).toBe(1000);
  succeed(breaker, 1);
  expect([breaker.failure, breaker.readyAt, breaker.failedProbes]).toEqual([undefined, 0, 0]);
  fail(breaker, 9);
  expect(breaker.failure).toBeUndefined();
});

test('a cancelled probe leaves its place to the next', () => {
  const { breaker } = breakerAt();
  fail(breaker, 10);
  fail(breaker, 1, new Error('cancelled'));
  expect(breaker.failure).toBeDefined();
  expect(breaker.readyAt).toBe(0);
});

test('calls that began before it opened neither close it nor count', () => {
  const { breaker } = breakerAt();
  const earlier = [breaker.begin(), breaker.begin()];
  fail(breaker, 10);
  earlier[0].succeeded();
  earlier[1].failed(lost());
  expect([breaker.readyAt, breaker.failedProbes]).toEqual([30_000, 0]);
});

import { HnlmError } from '@hnlm/core';
import { expect, test } from 'vitest';
import { createQuota } from './quota.ts';

test('waits for whichever is short, requests or tokens', () => {
  const quota = createQuota(() => 100);
  quota.begin(10).told({ requests: { limit: 60, remaining: 2, reset: 1000 } });
  expect(quota.readyAt(1e6)).toBeLessThanOrEqual(100);
  quota.begin(10).told({ tokens: { limit: 1000, remaining: 50, reset: 7000 } });
  expect(quota.readyAt(50)).toBeLessThanOrEqual(100);
  expect(quota.readyAt(51)).toBe(7100);
  quota.begin(1);
  quota.begin(1);
  expect(quota.readyAt(1)).toBe(1100);
});

test('an answer settles what its request took once, whether or not it tells limits', () => {
  const quota = createQuota(() => 0);
  quota.begin(10).told({ requests: { limit: 2, remaining: 1, reset: 1000 } });
  const second = quota.begin(10);
  expect(quota.readyAt(1)).toBe(1000);
  second.told({ requests: { limit: 2, remaining: 2, reset: 500 } });
  second.ended();
  second.ended();
  quota.begin(10);
  expect(quota.readyAt(1)).toBe(0);
  quota.begin(10);
  expect(quota.readyAt(1)).toBe(Infinity);
});

test.each([
  [429, 9000, 9500],
  [503, 9000, 9500],
  [500, 9000, 0],
  [429, 0, 0],
])('a refusal with status %d and %d ms to wait holds all back until %d', (status, retryAfter, until) => {
  const quota = createQuota(() => 500);
  const error = new HnlmError('busy', {
    code: 'LLM_REQUEST',
    evidence: { status, retryAfter, retryable: true },
  });
  quota.begin(1).ended(error);
  expect(quota.readyAt(1)).toBe(until);
});

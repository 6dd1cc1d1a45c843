import fc from 'fast-check';
import { expect, test } from 'vitest';
import { readRateLimits } from './rate-limits.ts';

test('reads what OpenAI sends', () => {
  expect(
    readRateLimits({
      'x-ratelimit-limit-requests': '60',
      'x-ratelimit-limit-tokens': '150000',
      'x-ratelimit-remaining-requests': '59',
      'x-ratelimit-remaining-tokens': '149984',
      'x-ratelimit-reset-requests': '1s',
      'x-ratelimit-reset-tokens': '6m0s',
    }),
  ).toEqual({
    requests: { limit: 60, remaining: 59, reset: 1000 },
    tokens: { limit: 150_000, remaining: 149_984, reset: 360_000 },
  });
});

const reset = (text: string) =>
  readRateLimits({ 'x-ratelimit-remaining-tokens': '0', 'x-ratelimit-reset-tokens': text })?.tokens?.reset;

test.each([
  ['12ms', 12],
  ['7.66s', 7660],
  ['2m59.56s', 179_560],
  ['24h0m0s', 86_400_000],
  ['1h', 3_600_000],
  ['820us', 0.82],
  // Azure: whole seconds.
  ['35', 35_000],
])('takes %s for %d ms', (text, milliseconds) => {
  expect(reset(text)).toBeCloseTo(milliseconds, 9);
});

test.each(['0', '0s', '-1', '', 'soon', '1s later', '5 m', '2026-01-01T00:00:00Z'])(
  'takes %j for no time',
  (text) => {
    expect(reset(text)).toBeUndefined();
  },
);

test('takes -1 for a count that is not told, and no headers for no limits', () => {
  expect(readRateLimits({ 'x-ratelimit-remaining-requests': '-1' })).toBeUndefined();
  expect(
    readRateLimits({ 'x-ratelimit-remaining-requests': '3', 'x-ratelimit-limit-requests': '-1' }),
  ).toEqual({ requests: { remaining: 3 } });
  expect(readRateLimits({ 'content-type': 'application/json' })).toBeUndefined();
});

test('reads durations as Go prints them', () => {
  const milliseconds = fc.integer({ min: 1, max: 10 ** 9 });
  fc.assert(
    fc.property(milliseconds, (total) => {
      const [hours, minutes] = [Math.floor(total / 3_600_000), Math.floor(total / 60_000) % 60];
      const seconds = (total % 60_000) / 1000;
      const text =
        total < 1000
          ? `${total}ms`
          : `${hours > 0 ? `${hours}h` : ''}${total >= 60_000 ? `${minutes}m` : ''}${seconds}s`;
      expect(reset(text)).toBeCloseTo(total, 3);
    }),
  );
});

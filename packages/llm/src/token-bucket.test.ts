import { expect, test } from 'vitest';
import { createTokenBucket } from './token-bucket.ts';

function bucketAt(start = 0) {
  const clock = { time: start };
  return { clock, bucket: createTokenBucket(() => clock.time) };
}

test('lets everything pass until the server has named a limit, and where it names no time', () => {
  const { bucket } = bucketAt();
  bucket.take(1e9);
  expect(bucket.readyAt(1e9)).toBe(0);
  bucket.counted(1e9, { limit: 10, remaining: 0 });
  expect(bucket.readyAt(1)).toBe(0);
});

test('subtracts what requests without an answer may take', () => {
  const { bucket } = bucketAt(1000);
  bucket.counted(0, { limit: 10, remaining: 3, reset: 5000 });
  bucket.take(1);
  bucket.take(1);
  expect(bucket.readyAt(1)).toBe(0);
  bucket.take(1);
  expect(bucket.readyAt(1)).toBe(6000);
  bucket.counted(1, { limit: 10, remaining: 3, reset: 5000 });
  expect(bucket.readyAt(1)).toBe(0);
  // The server says nothing: it may have counted it.
  bucket.counted(1);
  expect(bucket.readyAt(1)).toBe(0);
  bucket.take(1);
  expect(bucket.readyAt(1)).toBe(6000);
});

test('waits to the end of a short time, and for its share of a long one', () => {
  const { bucket } = bucketAt(1000);
  bucket.counted(0, { limit: 100, remaining: 10, reset: 60_000 });
  expect(bucket.readyAt(20)).toBe(61_000);
  // Full in a day: 90 in 90,000 s.
  bucket.counted(0, { limit: 100, remaining: 10, reset: 90_000_000 });
  expect(bucket.readyAt(20)).toBe(1000 + 10 * 1_000_000);
});

test('a request larger than the bucket waits until it is full; where others are under way, for their answers', () => {
  const { bucket } = bucketAt();
  bucket.counted(0, { limit: 100, remaining: 90, reset: 500 });
  expect(bucket.readyAt(1000)).toBe(500);
  bucket.take(10);
  expect(bucket.readyAt(1000)).toBe(Infinity);
});

test('knows a limit that is not named from what is left', () => {
  const { bucket } = bucketAt();
  bucket.counted(0, { remaining: 1, reset: 3_600_000 });
  expect(bucket.readyAt(1)).toBe(0);
  bucket.take(1);
  expect(bucket.readyAt(1)).toBe(3_600_000);
});

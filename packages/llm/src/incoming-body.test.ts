import { setImmediate as turn } from 'node:timers/promises';
import { expect, test } from 'vitest';
import { incomingBody } from './incoming-body.ts';

const noRead = () => {};
const bytes = (text: string) => Buffer.from(text);

test('hands over in one piece what came in since it was last read, and fails after what came in before', async () => {
  let reads = 0;
  const body = incomingBody(() => void reads++);
  const read: string[] = [];
  const reading = (async () => {
    for await (const piece of body) read.push(Buffer.from(piece).toString());
  })();
  await turn();
  for (const piece of ['a', 'b', 'c']) body.push(bytes(piece));
  await turn();
  expect(read).toEqual(['abc']);
  body.push(bytes('d'));
  body.fail(new Error('lost'));
  body.end();
  await expect(reading).rejects.toThrow('lost');
  expect(read).toEqual(['abc', 'd']);
  expect(reads).toBe(2);
});

test('ends once, whatever comes afterwards', async () => {
  const body = incomingBody(noRead);
  body.push(bytes('a'));
  body.end();
  body.fail(new Error('too late'));
  const pieces: Uint8Array[] = [];
  for await (const piece of body) pieces.push(piece);
  expect(pieces).toEqual([bytes('a')]);
});

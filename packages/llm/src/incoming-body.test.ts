import { setImmediate as turn } from 'node:timers/promises';
import { expect, test } from 'vitest';
import { incomingBody } from './incoming-body.ts';

const bytes = (text: string) => Buffer.from(text);

test('hands over in one piece what came in since it was last read, and fails after what came in before', async () => {
  const body = incomingBody();
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
});

test('ends once, whatever comes afterwards', async () => {
  const body = incomingBody();
  body.push(bytes('a'));
  body.end();
  body.fail(new Error('too late'));
  const pieces = await Array.fromAsync(body);
  expect(pieces).toEqual([bytes('a')]);
});

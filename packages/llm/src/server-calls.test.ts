import { subscribe, unsubscribe } from 'node:diagnostics_channel';
import { createServer, type RequestListener, type ServerResponse } from 'node:http';
import type { AddressInfo, Socket } from 'node:net';
import { setImmediate } from 'node:timers/promises';
import { afterEach, expect, test } from 'vitest';
import { readText } from './read-text.ts';
import type { Answer } from './send-request.ts';
import { serverCalls } from './server-calls.ts';

const advice = { what: 'a server', start: 'Start it.', address: 'Correct it.' };
const closers: (() => void)[] = [];
afterEach(() => {
  for (const close of closers.splice(0)) close();
});

async function server(listener: RequestListener) {
  const connections = new Set<Socket>();
  const started = createServer(listener).on('connection', (socket) => connections.add(socket));
  await new Promise<void>((resolve) => started.listen(0, '127.0.0.1', resolve));
  closers.push(() => {
    started.closeAllConnections();
    started.close();
  });
  return { url: `http://127.0.0.1:${(started.address() as AddressInfo).port}`, connections };
}

async function firstPiece({ body }: Answer): Promise<string | undefined> {
  for await (const piece of body) return Buffer.from(piece).toString();
  return undefined;
}

/** Resolves when the client has read an answer to its end. */
async function endSeenByClient(): Promise<void> {
  const { promise, resolve } = Promise.withResolvers<void>();
  const seen = () => resolve();
  subscribe('undici:request:trailers', seen);
  await promise;
  unsubscribe('undici:request:trailers', seen);
  await setImmediate();
}

test('keeps a connection whose answer ends a little after its last word', async () => {
  let last: ServerResponse | undefined;
  const { url, connections } = await server((_, response) => {
    last = response;
    response.writeHead(200, { 'content-type': 'application/json' }).write('{"a":1}');
  });
  const { call } = serverCalls(url, {}, advice);
  const readFirst = () => call(async (send) => firstPiece(await send(url)));
  for (let round = 0; round < 5; round++) {
    expect(await readFirst()).toBe('{"a":1}');
    const seen = endSeenByClient();
    last!.end();
    await seen;
  }
  expect(connections.size).toBe(1);
});

test('gives up a connection whose answer does not end', async () => {
  const { promise: closed, resolve } = Promise.withResolvers<void>();
  const { url } = await server((_, response) => {
    response.writeHead(200, { 'content-type': 'application/json' }).write('{"a":1}');
    response.on('close', resolve);
  });
  const { call } = serverCalls(url, {}, advice);
  await call(async (send) => firstPiece(await send(url)));
  await closed;
});

test.each([
  [200, 'without an end', 2 ** 27],
  // Its status is known, so that the rest is not waited for.
  [500, 'answered 500', 2 ** 24],
])('ends an answer of status %d that has no end', async (status, message, most) => {
  let sent = 0;
  const { url } = await server((_, response) => {
    response.writeHead(status, { 'content-type': 'application/json' });
    const piece = Buffer.alloc(2 ** 20, ' ');
    const more = () => {
      do sent += piece.length;
      while (!response.destroyed && response.write(piece));
    };
    response.on('drain', more);
    more();
  });
  const { call } = serverCalls(url, {}, advice);
  await expect(call(async (send) => readText(await send(url)))).rejects.toMatchObject({
    code: 'LLM_REQUEST',
    message: expect.stringContaining(message),
  });
  expect(sent).toBeLessThan(most);
});

test('ends a request that still waits for its connection', async () => {
  const { url } = await server(() => {});
  const controller = new AbortController();
  const { call } = serverCalls(url, {}, advice);
  const calling = call((send) => send(url), { signal: controller.signal });
  controller.abort(new Error('enough'));
  await expect(calling).rejects.toThrow('enough');
});

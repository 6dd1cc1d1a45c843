import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, expect, test } from 'vitest';
import { askIdentity } from './ask-identity.ts';
import { openAICompatible } from './openai-chat-model.ts';

const closing: (() => void)[] = [];
afterEach(() => {
  for (const close of closing.splice(0)) close();
});

test('a server that is busy for a moment is asked again', async () => {
  let requests = 0;
  const server = createServer((_request, response) => {
    const busy = requests++ === 0;
    response.writeHead(busy ? 429 : 200, { 'content-type': 'application/json', 'retry-after-ms': '5' });
    response.end(busy ? '{"error":{"message":"busy"}}' : '{"data":[{"id":"m"}]}');
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  closing.push(() => server.close() && server.closeAllConnections());
  const { port } = server.address() as AddressInfo;
  const model = openAICompatible({ model: 'm', baseUrl: `http://127.0.0.1:${port}/v1` });
  expect(await askIdentity(model)).toEqual({ provider: 'openai-compatible', model: 'm' });
  expect(requests).toBe(2);
});

test('a server that is not there is an error at once', async () => {
  const model = openAICompatible({ model: 'm', baseUrl: 'http://127.0.0.1:9/v1' });
  let looks = 0;
  const identity = () => {
    looks++;
    return model.identity();
  };
  await expect(askIdentity({ identity })).rejects.toMatchObject({ code: 'LLM_UNREACHABLE' });
  expect(looks).toBe(1);
});

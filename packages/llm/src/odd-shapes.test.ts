import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, describe, expect, test } from 'vitest';
import { ollama } from './ollama-chat-model.ts';
import { ollamaEmbedder } from './ollama-embedder.ts';
import { openAICompatible } from './openai-chat-model.ts';
import { openAIEmbedder } from './openai-embedder.ts';

const closing: (() => void)[] = [];
afterEach(() => {
  for (const close of closing.splice(0)) close();
});

/** A server that answers each path with the same body. */
async function answering(body: string, type = 'application/json'): Promise<string> {
  const server = createServer((_request, response) => {
    response.writeHead(200, { 'content-type': type }).end(body);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  closing.push(() => {
    server.closeAllConnections();
    server.close();
  });
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

const ask = { messages: [{ role: 'user', content: 'Say "tea".' }] } as const;
/** This prompt alone, and no sense in asking again. */
const misfit = { code: 'LLM_REQUEST', evidence: { retryable: false } };
const [events, lines] = ['text/event-stream', 'application/x-ndjson'];

describe('JSON of another shape is a refusal of one request', () => {
  test.each([
    ['null', undefined],
    ['{"choices":{}}', undefined],
    ['{"choices":[{"message":{"content":{"a":1}},"finish_reason":"stop"}]}', undefined],
    ['data: null\n\n', events],
    ['data: {"choices":5}\n\n', events],
    ['data: {"choices":[{"delta":{"content":7}}]}\n\n', events],
  ])('openAICompatible, %j', async (body, type) => {
    const baseUrl = await answering(body, type);
    await expect(openAICompatible({ model: 'm', baseUrl }).generate(ask)).rejects.toMatchObject(misfit);
  });

  test.each(['null\n', '{"message":{"content":"a"},"done":false}\nnull\n'])('ollama, %j', async (body) => {
    const host = await answering(body, lines);
    await expect(ollama({ model: 'm', host }).generate(ask)).rejects.toMatchObject(misfit);
  });

  test.each(['{}', 'null', '{"models":{}}'])('the models of Ollama, %j', async (body) => {
    const host = await answering(body);
    await expect(ollama({ model: 'm', host }).identity()).rejects.toMatchObject(misfit);
  });

  test.each(['null', '{"data":{}}'])('the models of an OpenAI-compatible server, %j', async (body) => {
    const baseUrl = await answering(body);
    await expect(openAICompatible({ model: 'm', baseUrl }).identity()).rejects.toMatchObject(misfit);
  });

  test.each(['null', '{"data":[null,null]}', '{"data":{}}'])('vectors, %j', async (body) => {
    const baseUrl = await answering(body);
    await expect(openAIEmbedder({ model: 'm', baseUrl }).embed(['a', 'b'])).rejects.toMatchObject(misfit);
  });

  test.each(['null', '{"embeddings":[[1,2],null]}'])('vectors of Ollama, %j', async (body) => {
    const host = await answering(body);
    await expect(ollamaEmbedder({ model: 'm', host }).embed(['a', 'b'])).rejects.toMatchObject(misfit);
  });
});

test('a content in parts is the text of its parts, without the thoughts', async () => {
  const content = [
    { type: 'thinking', thinking: [{ type: 'text', text: 'Perhaps' }] },
    { type: 'text', text: '{"a":' },
    { type: 'text', text: '1}' },
  ];
  const choices = [{ message: { content }, delta: { content }, finish_reason: 'stop' }];
  const bodies = [await answering(JSON.stringify({ choices }))];
  bodies.push(await answering(`data: ${JSON.stringify({ choices })}\n\n`, events));
  for (const baseUrl of bodies) {
    expect(await openAICompatible({ model: 'm', baseUrl }).generate(ask)).toMatchObject({ text: '{"a":1}' });
  }
});

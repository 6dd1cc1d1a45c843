import { createServer, type RequestListener } from 'node:http';
import type { AddressInfo } from 'node:net';
import { inspect } from 'node:util';
import { afterEach, describe, expect, test } from 'vitest';
import { openAICompatible } from './openai-chat-model.ts';
import { openAIEmbedder } from './openai-embedder.ts';
import { type OllamaDouble, startOllamaDouble } from './testing/ollama-double.ts';
import { testChatModel } from './testing/test-chat-model.ts';
import { testEmbeddingModel } from './testing/test-embedding-model.ts';

const closing: (() => Promise<unknown>)[] = [];
afterEach(async () => {
  for (const close of closing.splice(0)) await close();
  delete process.env.TEST_KEY;
});

async function double(options: Parameters<typeof startOllamaDouble>[0] = {}): Promise<OllamaDouble> {
  const started = await startOllamaDouble(options);
  closing.push(started.close);
  return started;
}

const chat = (url: string, options = {}) =>
  openAICompatible({ model: 'llama3.1:8b', baseUrl: `${url}/v1`, apiKeyEnv: 'TEST_KEY', ...options });
const encoder = (url: string, options = {}) =>
  openAIEmbedder({
    model: 'nomic-embed-text:latest',
    baseUrl: `${url}/v1`,
    apiKeyEnv: 'TEST_KEY',
    ...options,
  });

/** A server of the test's own that notes what it was sent. */
async function server(answer: RequestListener) {
  const seen: { url?: string; headers: NodeJS.Dict<string | string[]>; body: string }[] = [];
  const http = createServer(async (request, response) => {
    let body = '';
    for await (const chunk of request) body += chunk;
    seen.push({ url: request.url, headers: request.headers, body });
    answer(request, response);
  });
  await new Promise<void>((resolve) => http.listen(0, '127.0.0.1', resolve));
  closing.push(
    () =>
      new Promise((resolve) => {
        http.close(resolve);
        http.closeAllConnections();
      }),
  );
  return { url: `http://127.0.0.1:${(http.address() as AddressInfo).port}`, seen };
}

/** Sends a completion in one piece, or in events below `/s`. */
const completion =
  (fields: object): RequestListener =>
  (request, response) => {
    const body = JSON.stringify(fields);
    const streams = request.url?.startsWith('/s/') ?? false;
    response.writeHead(200, { 'content-type': streams ? 'text/event-stream' : 'application/json' });
    response.end(streams ? `data: ${body}\n\n` : body);
  };

const ask = { messages: [{ role: 'user', content: 'Say "tea".' }] } as const;

describe('openAICompatible', () => {
  test('keeps the contract of a chat model', async () => testChatModel(chat((await double()).url)));

  test('sends schema, seed, limits and the key of the named variable', async () => {
    process.env.TEST_KEY = 'sk-test-0123456789';
    const { url, seen } = await server((_request, response) => {
      response.writeHead(200, { 'content-type': 'application/json' });
      response.end(
        '{"choices":[{"message":{"content":"{}"},"finish_reason":"stop"}],"usage":{"prompt_tokens":3,"completion_tokens":1}}',
      );
    });
    const model = chat(url, { extra: { chat_template_kwargs: { enable_thinking: false } } });
    const schema = { type: 'object' };
    expect(await model.generate({ ...ask, schema, seed: 7, maxTokens: 9 })).toEqual({
      text: '{}',
      finish: 'stop',
      usage: { promptTokens: 3, completionTokens: 1 },
    });
    expect(seen[0].url).toBe('/v1/chat/completions');
    expect(seen[0].headers.authorization).toBe('Bearer sk-test-0123456789');
    expect(JSON.parse(seen[0].body)).toEqual({
      model: 'llama3.1:8b',
      messages: ask.messages,
      temperature: 0,
      seed: 7,
      max_tokens: 9,
      response_format: { type: 'json_schema', json_schema: { name: 'reply', strict: true, schema } },
      stream: true,
      stream_options: { include_usage: true },
      chat_template_kwargs: { enable_thinking: false },
    });
  });

  test.each([
    ['llama.cpp', { type: 'json_object', schema: { type: 'object' } }],
    ['json_object', { type: 'json_object' }],
    ['none', undefined],
  ] as const)('writes the schema as %s takes it', async (schemaForm, expected) => {
    const { url, seen } = await server((_request, response) => {
      response.writeHead(200, { 'content-type': 'application/json' }).end('{"choices":[]}');
    });
    const reply = await chat(url, { schemaForm }).generate({ ...ask, schema: { type: 'object' } });
    expect(reply.finish).toBe('unfinished');
    expect(JSON.parse(seen[0].body).response_format).toEqual(expected);
  });

  test('reads events however the network cuts them', async () => {
    const events =
      'data: {"choices":[{"delta":{"content":"Grün"}}]}\r\n\r\n: a comment\n\ndata: {"choices":[{"delta":{"content":" é"},"finish_reason":"stop"}]}\n\ndata: [DONE]\n\n';
    const { url } = await server(async (_request, response) => {
      response.writeHead(200, { 'content-type': 'text/event-stream' });
      for (const byte of Buffer.from(events)) {
        response.write(Buffer.of(byte));
        await new Promise((resolve) => setImmediate(resolve));
      }
      response.end();
    });
    expect(await chat(url).generate(ask)).toMatchObject({ text: 'Grün é', finish: 'stop' });
  });

  test.each([
    ['length', 'length'],
    ['unfinished', 'unfinished'],
    ['refused', 'refused'],
    ['thinking-only', 'stop'],
  ] as const)('%s ends as %s', async (scenario, finish) => {
    expect(await chat((await double({ scenario })).url).generate(ask)).toMatchObject({ finish });
  });

  test.each([
    ['model_length', 'length'],
    ['eos', 'stop'],
    ['abort', 'unfinished'],
    ['error', 'unfinished'],
    ['constructor', 'unfinished'],
  ])('the reason %s is %s, in one piece and in events', async (reason, finish) => {
    const message = { content: '{"a":"b","c' };
    const { url } = await server(
      completion({ choices: [{ message, delta: message, finish_reason: reason }] }),
    );
    for (const base of [url, `${url}/s`]) expect(await chat(base).generate(ask)).toMatchObject({ finish });
  });

  test('an error that is null is none', async () => {
    const message = { content: 'tea' };
    const { url } = await server(
      completion({ error: null, choices: [{ message, delta: message, finish_reason: 'stop' }] }),
    );
    for (const base of [url, `${url}/s`])
      expect(await chat(base).generate(ask)).toMatchObject({ text: 'tea' });
  });

  test.each([
    ['busy-503', 'LLM_REQUEST', true],
    ['busy-429', 'LLM_REQUEST', true],
    ['html-502', 'LLM_REQUEST', true],
    ['stream-error-line', 'LLM_REQUEST', true],
    ['reset-mid-body', 'LLM_CONNECTION_LOST', true],
    ['reset-before-headers', 'LLM_CONNECTION_LOST', true],
    ['truncated-json', 'LLM_CONNECTION_LOST', true],
    ['404', 'LLM_MODEL_MISSING', undefined],
    ['401', 'LLM_REQUEST', false],
  ] as const)('%s is %s', async (scenario, code, retryable) => {
    const generate = chat((await double({ scenario })).url).generate(ask);
    await expect(generate).rejects.toMatchObject({ code });
    const { evidence } = await generate.catch((error) => error);
    expect(evidence.retryable).toBe(retryable);
    if (scenario === 'busy-429') expect(evidence.retryAfter).toBe(1000);
  });

  test('a key that the server quotes is in no error', async () => {
    const error = await chat((await double({ scenario: '401' })).url)
      .generate(ask)
      .catch((one) => one);
    expect(error.message).toContain('[key]');
    expect(JSON.stringify([error.message, error.hint, error.evidence])).not.toContain('sk-');
  });

  test.each([
    ['LLM_REMOTE', { baseUrl: 'https://example.org/v1' }],
    ['LLM_HOST', { baseUrl: 'http://example.org/v1', allowRemote: true }],
    ['LLM_HOST', { baseUrl: 'https://169.254.169.254/v1', allowRemote: true }],
    ['LLM_HOST', { baseUrl: 'https://me:secret@example.org/v1', allowRemote: true }],
    ['LLM_KEY', { baseUrl: 'http://127.0.0.1:1/v1', apiKeyEnv: 'sk-abcdefghijkl' }],
  ])('%s for %o', (code, options) => {
    const make = () => openAICompatible({ model: 'm', ...options });
    expect(make).toThrow(expect.objectContaining({ code }));
    expect(make).not.toThrow(/secret|abcdefghijkl/);
  });

  test.each([
    [402, { message: 'Insufficient credits', code: 402 }],
    [
      429,
      { message: 'You exceeded your current quota', type: 'insufficient_quota', code: 'insufficient_quota' },
    ],
  ])('%i with %o says that the account is used up', async (status, error) => {
    const { url } = await server((_request, response) => {
      response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify({ error }));
    });
    await expect(chat(url).generate(ask)).rejects.toMatchObject({
      code: 'LLM_QUOTA',
      evidence: { status, retryable: false },
    });
  });

  test.each([
    [400, 'true', true],
    [503, 'false', false],
  ])('%i with x-should-retry: %s does as the server says', async (status, advice, retryable) => {
    const { url } = await server((_request, response) => {
      response.writeHead(status, { 'content-type': 'application/json', 'x-should-retry': advice });
      response.end('{"error":{"message":"no"}}');
    });
    await expect(chat(url).generate(ask)).rejects.toMatchObject({ evidence: { status, retryable } });
  });

  test('a key that the server quotes is in no error, whatever it looks like', async () => {
    process.env.TEST_KEY = 'correct-horse-battery-staple';
    const { url } = await server(({ headers }, response) => {
      const message = `Invalid token: ${headers.authorization?.slice(7)}`;
      response
        .writeHead(401, { 'content-type': 'application/json' })
        .end(JSON.stringify({ error: { message } }));
    });
    const error = await chat(url)
      .generate(ask)
      .catch((one) => one);
    expect(error).toMatchObject({ code: 'LLM_REQUEST', evidence: { status: 401 } });
    expect(error.message).toContain('Invalid token: [key]');
    expect(inspect(error, { depth: 9 })).not.toContain('correct-horse');
  });

  test('a model that the server does not list is named with its neighbours', async () => {
    const model = openAICompatible({ model: 'llama3.1:8x', baseUrl: `${(await double()).url}/v1` });
    await expect(model.identity()).rejects.toMatchObject({
      code: 'LLM_MODEL_MISSING',
      hint: expect.stringContaining('llama3.1:8b'),
    });
  });

  test('a server without a list of models is taken at its word', async () => {
    const { url } = await server((_request, response) => {
      response
        .writeHead(404, { 'content-type': 'application/json' })
        .end('{"error":{"message":"no such path"}}');
    });
    expect(await chat(url).identity()).toEqual({ provider: 'openai-compatible', model: 'llama3.1:8b' });
  });

  test('a redirect is not followed', async () => {
    const { url } = await server((_request, response) => {
      response.writeHead(302, { location: 'http://127.0.0.1:9/' }).end();
    });
    await expect(chat(url).generate(ask)).rejects.toMatchObject({ code: 'LLM_UNREACHABLE' });
  });
});

describe('openAIEmbedder', () => {
  test('keeps the contract of a text encoder', async () => testEmbeddingModel(encoder((await double()).url)));

  test.each(['nan-embedding', 'short-embeddings'] as const)('%s is one clear error', async (scenario) => {
    const { url } = await double({ scenario });
    await expect(encoder(url).embed(['tea', 'coffee'])).rejects.toMatchObject({ code: 'LLM_EMBEDDING' });
  });

  test('a shortened vector is a model of its own', async () => {
    const { url } = await double();
    const names = [await encoder(url).identity(), await encoder(url, { dimensions: 32 }).identity()];
    expect(names[0]).not.toEqual(names[1]);
  });
});

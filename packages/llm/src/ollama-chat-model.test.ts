import { createServer, type RequestListener } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, describe, expect, test, vi } from 'vitest';
import type { ChatRequest } from './chat-model.ts';
import { ollama } from './ollama-chat-model.ts';
import { type OllamaDouble, type OllamaDoubleOptions, startOllamaDouble } from './testing/ollama-double.ts';
import { testChatModel } from './testing/test-chat-model.ts';

const closers: (() => Promise<void>)[] = [];
afterEach(async () => {
  for (const close of closers.splice(0)) await close();
});

async function double(options?: OllamaDoubleOptions): Promise<OllamaDouble> {
  const started = await startOllamaDouble(options);
  closers.push(started.close);
  return started;
}

async function server(listener: RequestListener): Promise<string> {
  const started = createServer(listener);
  await new Promise<void>((resolve) => started.listen(0, '127.0.0.1', resolve));
  closers.push(async () => {
    started.closeAllConnections();
    started.close();
  });
  return `http://127.0.0.1:${(started.address() as AddressInfo).port}`;
}

const request: ChatRequest = {
  messages: [
    { role: 'system', content: 'Answer with JSON.' },
    { role: 'user', content: '{"title":"Green tea"}' },
  ],
  schema: { type: 'object', properties: { text: { type: 'string' } }, required: ['text'] },
  seed: 3,
  maxTokens: 50,
  contextTokens: 2048,
};
const model = 'llama3.1:8b';

describe('ollama', () => {
  test('keeps the contract of a chat model', async () => {
    await testChatModel(ollama({ model, host: (await double()).url }));
  });

  test('sends what keeps the server from cutting, thinking and guessing', async () => {
    const seen: unknown[] = [];
    const { url } = await double({
      reply: (body) => {
        seen.push(body);
        return undefined;
      },
    });
    await ollama({ model, host: url, keepAlive: '10m' }).generate(request);
    expect(seen).toEqual([
      {
        model,
        messages: request.messages,
        stream: true,
        think: false,
        truncate: false,
        shift: false,
        format: request.schema,
        keep_alive: '10m',
        options: { temperature: 0, seed: 3, num_ctx: 2048, num_predict: 50 },
      },
    ]);
  });

  test('tells a cut reply and one without an end from a finished one', async () => {
    const finish = async (options: OllamaDoubleOptions) =>
      (await ollama({ model, host: (await double(options)).url }).generate(request)).finish;
    expect(await finish({})).toBe('stop');
    expect(await finish({ scenario: 'length' })).toBe('length');
    expect(await finish({ scenario: 'unfinished' })).toBe('unfinished');
  });

  test('counts tokens, and an empty reply as empty', async () => {
    const { url } = await double({ reply: () => '' });
    const reply = await ollama({ model, host: url }).generate(request);
    expect(reply).toMatchObject({
      text: '',
      finish: 'stop',
      usage: { promptTokens: 10, completionTokens: 0 },
    });
  });

  test('finds the digest of a model, whatever the case, with latest as the tag', async () => {
    const { url } = await double({ models: ['Qwen3:latest', 'llama3.1:8b'] });
    const identity = await ollama({ model: 'qwen3', host: url }).identity();
    expect(identity).toEqual({
      provider: 'ollama',
      model: 'Qwen3:latest',
      digest: expect.stringMatching(/^[0-9a-f]{64}$/),
    });
  });

  test('says which model is missing, which was perhaps meant, and how to get it', async () => {
    const { url } = await double();
    const wrong = ollama({ model: 'lama3.1:8b', host: url });
    for (const call of [() => wrong.identity(), () => wrong.generate(request)]) {
      await expect(call()).rejects.toMatchObject({
        code: 'LLM_MODEL_MISSING',
        message: expect.stringContaining('"lama3.1:8b"'),
        hint: expect.stringMatching(/ollama pull lama3\.1:8b.*Did you mean "llama3\.1:8b"/),
      });
    }
  });

  test('says where no server answers, and what to do', async () => {
    const stopped = await startOllamaDouble();
    await stopped.close();
    const lost = ollama({ model, host: stopped.url });
    for (const call of [() => lost.identity(), () => lost.generate(request)]) {
      await expect(call()).rejects.toMatchObject({
        code: 'LLM_UNREACHABLE',
        message: `no Ollama server answers at ${stopped.url} (ECONNREFUSED)`,
        hint: expect.stringContaining('ollama serve'),
        evidence: { retryable: true },
      });
    }
  });

  test.each([
    ['busy-503', { code: 'LLM_REQUEST', evidence: { status: 503, retryable: true } }],
    ['runner-died-500', { code: 'LLM_REQUEST', evidence: { status: 500, retryable: true } }],
    ['reset-mid-body', { code: 'LLM_CONNECTION_LOST', evidence: { retryable: true } }],
  ] as const)('marks what may pass as retryable: %s', async (scenario, error) => {
    const { url } = await double({ scenario });
    const chat = ollama({ model, host: url });
    await expect(chat.generate(request)).rejects.toMatchObject(error);
    expect((await chat.generate(request)).finish).toBe('stop');
  });

  test('does not mark a refused request as retryable, and gives the server its word', async () => {
    const { url } = await double();
    await expect(ollama({ model: 'nomic-embed-text', host: url }).generate(request)).rejects.toMatchObject({
      code: 'LLM_REQUEST',
      message: expect.stringContaining('"nomic-embed-text" does not support chat'),
      evidence: { status: 400, retryable: false },
    });
  });

  test('reports a prompt beyond the context window', async () => {
    const { url } = await double();
    await expect(
      ollama({ model, host: url }).generate({ ...request, contextTokens: 4 }),
    ).rejects.toMatchObject({
      code: 'LLM_CONTEXT',
      message: expect.stringContaining('request (10 tokens) exceeds the available context size (4 tokens)'),
    });
  });

  test('reports an error line within a stream, and keeps the time that a server asks for', async () => {
    const url = await server((_, response) => {
      response.writeHead(200, { 'content-type': 'application/x-ndjson' });
      response.end('{"message":{"content":"a"},"done":false}\n{"error":"CUDA out of memory"}\n');
    });
    await expect(ollama({ model, host: url }).generate(request)).rejects.toMatchObject({
      code: 'LLM_REQUEST',
      message: `${url} broke off: CUDA out of memory`,
      evidence: { retryable: true },
    });
    const busy = await server((_, response) => response.writeHead(429, { 'retry-after': '7' }).end('busy'));
    await expect(ollama({ model, host: busy }).generate(request)).rejects.toMatchObject({
      message: `${busy} answered 429: busy`,
      evidence: { status: 429, retryable: true, retryAfter: 7000 },
    });
  });

  test('follows no redirect and takes no web page for an answer, and prints nothing', async () => {
    const printed = [vi.spyOn(console, 'log'), vi.spyOn(console, 'warn'), vi.spyOn(console, 'error')];
    const { url, counters } = await double();
    const redirecting = await server((_, response) =>
      response.writeHead(307, { location: `${url}/api/chat` }).end(),
    );
    await expect(ollama({ model, host: redirecting }).generate(request)).rejects.toMatchObject({
      message: expect.stringContaining('unexpected redirect'),
      evidence: { retryable: false },
    });
    expect(counters.requests).toEqual({});
    const page = await server((_, response) =>
      response.setHeader('content-type', 'text/html').end('<p>Hello'),
    );
    await expect(ollama({ model, host: page }).generate(request)).rejects.toMatchObject({
      message: expect.stringContaining('something else than JSON'),
    });
    const proxy = await server((_, response) => response.writeHead(502).end('<h1>Bad gateway'));
    await expect(ollama({ model, host: proxy }).generate(request)).rejects.toMatchObject({
      message: expect.stringContaining('502: <h1>Bad gateway'),
    });
    for (const spy of printed) expect(spy).not.toHaveBeenCalled();
    vi.restoreAllMocks();
  });

  test('ends a request at its limits: the silence and the whole', async () => {
    const silent = await double({ latency: 5000 });
    await expect(ollama({ model, host: silent.url, timeout: 50 }).generate(request)).rejects.toMatchObject({
      code: 'LLM_TIMEOUT',
      message: expect.stringContaining('was silent for 50 ms'),
    });
    // A token every 20 ms keeps the silence short, so only the whole is over its limit.
    const slow = await double({ scenario: 'slow-tokens', reply: () => 'word '.repeat(500) });
    const limited = ollama({ model, host: slow.url, timeout: 5000, deadline: 200 });
    await expect(limited.generate(request)).rejects.toMatchObject({
      code: 'LLM_TIMEOUT',
      message: expect.stringContaining('longer than 200 ms'),
    });
  });

  test('cancels at the server what a signal aborts', async () => {
    const slow = await double({ scenario: 'slow-tokens', reply: () => 'word '.repeat(500) });
    const controller = new AbortController();
    const generating = ollama({ model, host: slow.url }).generate(request, { signal: controller.signal });
    await expect.poll(() => slow.counters.mostInFlight).toBe(1);
    controller.abort(new Error('enough'));
    await expect(generating).rejects.toThrow('enough');
    await expect.poll(() => slow.counters.aborted).toBe(1);
  });

  test('is not taken for gone by the server after a whole reply', async () => {
    const { url, counters } = await double();
    const chat = ollama({ model, host: url });
    for (let round = 0; round < 20; round++) await chat.generate(request);
    expect(counters.aborted).toBe(0);
  });

  test('reads the address from OLLAMA_HOST', async () => {
    const { url, counters } = await double();
    vi.stubEnv('OLLAMA_HOST', url.replace('http://', ''));
    await ollama({ model }).identity();
    vi.unstubAllEnvs();
    expect(counters.requests).toEqual({ '/api/tags': 1, '/api/version': 1 });
  });
});

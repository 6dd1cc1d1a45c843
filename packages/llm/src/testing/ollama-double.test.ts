import { spawn } from 'node:child_process';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { type OllamaDouble, type OllamaDoubleOptions, startOllamaDouble } from './ollama-double.ts';

let double: OllamaDouble;
const start = async (options?: OllamaDoubleOptions) => {
  await double.close();
  double = await startOllamaDouble(options);
};
beforeEach(async () => {
  double = await startOllamaDouble();
});
afterEach(() => double.close());

async function post(path: string, body: unknown) {
  const text = typeof body === 'string' ? body : JSON.stringify(body);
  const response = await fetch(double.url + path, { method: 'POST', body: text });
  return { status: response.status, text: await response.text(), type: response.headers.get('content-type') };
}

const format = {
  type: 'object',
  properties: {
    summarization: { type: 'string' },
    kind: { enum: ['a', 'b'] },
    score: { type: 'integer', maximum: 2 },
  },
  required: ['summarization', 'kind', 'score'],
};
const chat = {
  model: 'llama3.1:8b',
  messages: [{ role: 'user', content: '{"title":"Green tea"}' }],
  format,
};

describe('startOllamaDouble', () => {
  test('streams by default: NDJSON lines whose pieces make up the reply, then one with done and counts', async () => {
    const { status, type, text } = await post('/api/chat', chat);
    const whole = await post('/api/chat', { ...chat, stream: false });
    expect([status, type]).toEqual([200, 'application/x-ndjson']);
    const lines = text
      .trimEnd()
      .split('\n')
      .map((line) => JSON.parse(line));
    const { message, ...rest } = JSON.parse(whole.text);
    expect(lines.map((line) => line.message.content).join('')).toBe(message.content);
    expect(lines.slice(0, -1).every((line) => line.done === false)).toBe(true);
    expect(lines.at(-1)).toMatchObject({ ...rest, done: true, done_reason: 'stop' });
    const value = JSON.parse(message.content);
    expect(value.summarization).toContain('Green tea');
    expect(['a', 'b']).toContain(value.kind);
    expect(value.score).toBeLessThanOrEqual(2);
  });

  test('answers the same request with the same text, other seeds with others', async () => {
    const first = await post('/api/chat', chat);
    await start();
    expect((await post('/api/chat', chat)).text).toBe(first.text);
    expect((await post('/api/chat', { ...chat, options: { seed: 5 } })).text).not.toBe(first.text);
    await start({ seed: 1 });
    expect((await post('/api/chat', chat)).text).not.toBe(first.text);
  });

  test.each([
    ['/api/chat', '', 400, 'missing request body'],
    ['/api/chat', 'x', 400, "invalid character 'x' looking for beginning of value"],
    ['/api/chat', {}, 400, 'model is required'],
    ['/api/chat', { ...chat, model: 'other' }, 404, "model 'other' not found"],
    ['/api/chat', { ...chat, model: 'nomic-embed-text' }, 400, '"nomic-embed-text" does not support chat'],
    ['/api/chat', { ...chat, think: true }, 400, '"llama3.1:8b" does not support thinking'],
    ['/api/chat', { ...chat, options: { num_ctx: 'x' } }, 500, 'option "num_ctx" must be of type integer'],
    ['/api/embed', { model: 'other', input: 'a' }, 404, 'model "other" not found, try pulling it first'],
    ['/api/embed', { model: 'nomic-embed-text', input: [1] }, 400, 'invalid input type'],
  ])('refuses as the server does: %s %j', async (path, body, status, error) => {
    const answer = await post(path, body);
    expect([answer.status, JSON.parse(answer.text)]).toEqual([status, { error }]);
  });

  test('puts the context error as JSON within the error string', async () => {
    const answer = await post('/api/chat', { ...chat, truncate: false, options: { num_ctx: 2 } });
    expect(answer.status).toBe(400);
    expect(JSON.parse(JSON.parse(answer.text).error).error.message).toMatch(
      /exceeds the available context size/,
    );
  });

  test('knows its paths and methods, and lists its models with digests', async () => {
    expect(await post('/api/nothing', {})).toMatchObject({ status: 404, text: '404 page not found' });
    expect(await post('/api/tags', {})).toMatchObject({ status: 405, text: '405 method not allowed' });
    const { models } = (await (await fetch(`${double.url}/api/tags`)).json()) as {
      models: { digest: string }[];
    };
    expect(models.map(({ digest }) => digest)).toEqual([
      expect.stringMatching(/^[0-9a-f]{64}$/),
      expect.stringMatching(/^[0-9a-f]{64}$/),
    ]);
  });

  test('embeds to unit vectors that are nearer where words are shared', async () => {
    const input = ['green tea from Uji', 'green tea', 'red bicycle', ''];
    const { embeddings } = JSON.parse((await post('/api/embed', { model: 'nomic-embed-text', input })).text);
    const dot = (a: number[], b: number[]) => a.reduce((sum, value, index) => sum + value * b[index], 0);
    for (const vector of embeddings) expect(dot(vector, vector)).toBeCloseTo(1, 10);
    expect(dot(embeddings[0], embeddings[1])).toBeGreaterThan(dot(embeddings[0], embeddings[2]));
  });

  test('works on as many requests at a time as it has places, and counts what it saw', async () => {
    await start({ parallel: 2, latency: 20 });
    const contents = ['a', 'b', 'c', 'd', 'a'];
    await Promise.all(
      contents.map((content) => post('/api/chat', { ...chat, messages: [{ role: 'user', content }] })),
    );
    expect(double.counters.mostInFlight).toBe(2);
    expect(double.counters.requests).toEqual({ '/api/chat': 5 });
    expect(Object.values(double.counters.prompts).sort()).toEqual([1, 1, 1, 2]);
  });

  test('refuses those that find the queue full', async () => {
    await start({ parallel: 1, maxQueue: 1, latency: 50 });
    const statuses = (await Promise.all([1, 2, 3].map(() => post('/api/chat', chat)))).map(
      ({ status }) => status,
    );
    expect(statuses.sort()).toEqual([200, 200, 503]);
  });

  test('refuses input for embeddings that is no text, in both protocols', async () => {
    for (const path of ['/api/embed', '/v1/embeddings']) {
      expect((await post(path, { model: 'nomic-embed-text', input: [1] })).status).toBe(400);
      expect((await post(path, { model: 'nomic-embed-text', input: { text: 'tea' } })).status).toBe(400);
    }
  });

  test('sees a client that goes away, and is free for the next', async () => {
    await start({ scenario: 'slow-tokens', parallel: 1 });
    const signal = AbortSignal.timeout(60);
    await expect(
      fetch(`${double.url}/api/chat`, { method: 'POST', body: JSON.stringify(chat), signal }).then((r) =>
        r.text(),
      ),
    ).rejects.toThrow();
    expect((await post('/api/chat', chat)).status).toBe(200);
    expect(double.counters.aborted).toBe(1);
  });

  test('runs as a process of its own and writes its counters to a file', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'hnlm-double-'));
    const script = fileURLToPath(new URL('./ollama-double-cli.ts', import.meta.url));
    const counters = join(folder, 'counters.json');
    const child = spawn(process.execPath, ['--conditions=@hnlm/source', script, '--counters', counters]);
    try {
      const { value: url } = await createInterface(child.stdout)[Symbol.asyncIterator]().next();
      await fetch(`${url}/api/tags`);
      await fetch(`${url}/api/chat`, { method: 'POST', body: JSON.stringify(chat) }).then((r) => r.text());
      await expect
        .poll(async () => JSON.parse(await readFile(counters, 'utf8')).requests)
        .toEqual({ '/api/tags': 1, '/api/chat': 1 });
    } finally {
      child.kill();
      await rm(folder, { recursive: true });
    }
  });
});

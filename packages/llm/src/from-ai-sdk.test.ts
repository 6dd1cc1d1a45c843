import { inspect } from 'node:util';
import { APICallError } from 'ai';
import {
  MockEmbeddingModelV3,
  MockEmbeddingModelV4,
  MockLanguageModelV3,
  MockLanguageModelV4,
} from 'ai/test';
import { describe, expect, test } from 'vitest';
import { fromAiSdk } from './ai-sdk-chat-model.ts';
import { embedderFromAiSdk } from './ai-sdk-embedder.ts';
import { testChatModel } from './testing/test-chat-model.ts';
import { testEmbeddingModel } from './testing/test-embedding-model.ts';

const usage = {
  inputTokens: { total: 5, noCache: 5, cacheRead: 0, cacheWrite: 0 },
  outputTokens: { total: 2, text: 2, reasoning: 0 },
};
const result = (text: string, unified = 'stop') => ({
  content: [
    { type: 'reasoning', text: 'hm' },
    { type: 'text', text },
  ],
  finishReason: { unified, raw: unified },
  usage,
  warnings: [],
});
const ask = {
  messages: [
    { role: 'system', content: 'Be brief.' },
    { role: 'user', content: 'Say "tea".' },
  ],
  schema: { type: 'object' },
  seed: 3,
  maxTokens: 9,
} as const;

describe.each([
  ['v3', MockLanguageModelV3],
  ['v4', MockLanguageModelV4],
])('fromAiSdk, specification %s', (_version, Mock) => {
  const mock = (doGenerate: unknown) => new Mock({ doGenerate: doGenerate as never });

  test('keeps the contract of a chat model', () =>
    testChatModel(
      fromAiSdk(
        mock(async ({ abortSignal }: { abortSignal?: AbortSignal }) => {
          await new Promise((resolve) => setTimeout(resolve, 5));
          abortSignal?.throwIfAborted();
          return result('{"summary":"tea"}');
        }),
      ),
    ));

  test('tells what the headers of answers and refusals say of limits', async () => {
    const headers = { 'x-ratelimit-remaining-requests': '3', 'x-ratelimit-reset-requests': '2s' };
    const told: unknown[] = [];
    const onLimits = (limits: unknown) => told.push(limits);
    await fromAiSdk(mock(async () => ({ ...result('a'), response: { headers } }))).generate(ask, {
      onLimits,
    });
    const refusal = new APICallError({
      message: 'Rate limit reached',
      url: 'http://localhost',
      requestBodyValues: {},
      statusCode: 429,
      responseHeaders: { ...headers, 'x-ratelimit-remaining-requests': '0', 'retry-after': '2' },
    });
    const refused = fromAiSdk(mock(async () => Promise.reject(refusal))).generate(ask, { onLimits });
    await expect(refused).rejects.toMatchObject({
      evidence: { status: 429, retryAfter: 2000, retryable: true },
    });
    expect(told).toEqual([
      { requests: { remaining: 3, reset: 2000 } },
      { requests: { remaining: 0, reset: 2000 } },
    ]);
  });

  test('hands the request on in the words of the SDK, and reads text and counts', async () => {
    const model = mock(async () => result('{"a":1}'));
    expect(await fromAiSdk(model).generate(ask)).toEqual({
      text: '{"a":1}',
      finish: 'stop',
      usage: { promptTokens: 5, completionTokens: 2 },
    });
    expect(model.doGenerateCalls[0]).toMatchObject({
      prompt: [
        { role: 'system', content: 'Be brief.' },
        { role: 'user', content: [{ type: 'text', text: 'Say "tea".' }] },
      ],
      seed: 3,
      maxOutputTokens: 9,
      responseFormat: { type: 'json', schema: { type: 'object' } },
    });
  });

  test.each([
    ['length', 'length'],
    ['content-filter', 'refused'],
    ['error', 'unfinished'],
    ['other', 'unfinished'],
    ['unknown', 'unfinished'],
  ])('%s ends as %s', async (reason, finish) => {
    expect(await fromAiSdk(mock(async () => result('x', reason))).generate(ask)).toMatchObject({ finish });
  });

  test('without a known reason, JSON shows itself whether it was cut', async () => {
    const finish = async (text: string) =>
      (await fromAiSdk(mock(async () => result(text, 'other'))).generate(ask)).finish;
    expect([await finish('{"a":1}'), await finish('{"a":1')]).toEqual(['stop', 'unfinished']);
  });

  test('the errors of the SDK say whether and when to try again, and hold neither key nor prompt', async () => {
    const failing = (statusCode: number, after = '2') =>
      fromAiSdk(
        mock(async () => {
          throw new APICallError({
            message: 'Incorrect API key provided: sk-abcdefghijklmnop',
            url: 'https://example.org',
            requestBodyValues: { messages: ['the review of a person'] },
            statusCode,
            responseHeaders: { 'retry-after': after, date: 'Wed, 25 Nov 2026 10:00:00 GMT' },
          });
        }),
      ).generate(ask);
    await expect(failing(429)).rejects.toMatchObject({
      code: 'LLM_REQUEST',
      evidence: { retryable: true, retryAfter: 2000 },
    });
    await expect(failing(401)).rejects.toMatchObject({ evidence: { retryable: false } });
    await expect(failing(503, 'Wed, 25 Nov 2026 10:00:03 GMT')).rejects.toMatchObject({
      evidence: { retryable: true, retryAfter: 3000 },
    });
    const everything = inspect(await failing(401).catch((error) => error), { depth: 9 });
    expect(everything).not.toMatch(/abcdefghijklmnop|review of a person/);
  });
});

describe.each([
  ['v3', MockEmbeddingModelV3],
  ['v4', MockEmbeddingModelV4],
])('embedderFromAiSdk, specification %s', (_version, Mock) => {
  const mock = (embed: (values: string[]) => unknown) =>
    new Mock({
      maxEmbeddingsPerCall: 2,
      doEmbed: (async ({ values }: { values: string[] }) => ({
        embeddings: embed(values),
        warnings: [],
      })) as never,
    });
  const letters = (values: string[]) =>
    values.map((text) => [text.length, ...Buffer.from(text.padEnd(8).slice(0, 8))]);

  test('keeps the contract of a text encoder, in calls of at most as many as it takes', async () => {
    const model = mock(letters);
    await testEmbeddingModel(embedderFromAiSdk(model));
    const [{ values }] = model.doEmbedCalls;
    expect(values).toHaveLength(2);
  });

  test.each([
    ['too few', () => [[1]]],
    ['not finite', (values: string[]) => values.map(() => [Number.NaN])],
  ])('%s is one clear error', async (_name, embed) => {
    await expect(embedderFromAiSdk(mock(embed)).embed(['a', 'b'])).rejects.toMatchObject({
      code: 'LLM_EMBEDDING',
    });
  });
});

test('what is no model object of the SDK is refused', () => {
  const other = { specificationVersion: 'v1', provider: 'p', modelId: 'm', doGenerate: async () => ({}) };
  expect(() => fromAiSdk(other)).toThrow(expect.objectContaining({ code: 'LLM_PROVIDER_UNKNOWN' }));
});

import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { profilePrompts, profileTask } from './__fixtures__/profile-task.ts';
import { balanced, balancedEmbedder } from './balanced.ts';
import type { ChatModel } from './chat-model.ts';
import { embedAll } from './embed-all.ts';
import { type GenerateAllOptions, type GenerationEvent, generateAll } from './generate-all.ts';
import { type Ledger, openLedger } from './ledger.ts';
import { ollama } from './ollama-chat-model.ts';
import { ollamaEmbedder } from './ollama-embedder.ts';
import { openAICompatible } from './openai-chat-model.ts';
import { type OllamaDouble, type OllamaDoubleOptions, startOllamaDouble } from './testing/ollama-double.ts';
import { testChatModel } from './testing/test-chat-model.ts';
import { testEmbeddingModel } from './testing/test-embedding-model.ts';

type Profile = { summarization: string; reasoning: string };

let folder: string;
let ledger: Ledger;
const doubles: OllamaDouble[] = [];
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'hnlm-balanced-'));
  ledger = await openLedger(folder);
});
afterEach(async () => {
  await ledger.close();
  for (const double of doubles.splice(0)) await double.close();
  await rm(folder, { recursive: true });
});

async function start(options?: OllamaDoubleOptions): Promise<OllamaDouble> {
  const double = await startOllamaDouble(options);
  doubles.push(double);
  return double;
}

/** The address of a server that is not there. */
async function gone(): Promise<string> {
  const double = await startOllamaDouble();
  await double.close();
  return double.url;
}

const at = (...host: string[]) => ollama({ model: 'llama3.1:8b', host });
const openAIAt = (...urls: string[]) =>
  openAICompatible({
    model: 'llama3.1:8b',
    baseUrl: urls.map((url) => `${url}/v1`),
    apiKeyEnv: 'NO_KEY',
  });

function generate(model: ChatModel, options: Partial<GenerateAllOptions<Profile>> = {}) {
  return generateAll({
    model,
    ledger,
    task: profileTask,
    prompts: profilePrompts,
    concurrency: 8,
    ...options,
  });
}

const asked = ({ counters: { prompts } }: OllamaDouble) => Object.values(prompts).reduce((a, b) => a + b, 0);
const request = { messages: [{ role: 'user', content: 'Say "tea".' }] } as const;

describe('one model on several servers', () => {
  test('keeps the contract of a chat model and of a text encoder', async () => {
    const host = [(await start()).url, (await start()).url];
    await testChatModel(ollama({ model: 'llama3.1:8b', host }));
    await testEmbeddingModel(ollamaEmbedder({ model: 'nomic-embed-text', host }));
  });

  test('shares a run over all of them, and any of them replays it', async () => {
    const [first, second, third] = [
      await start({ latency: 10 }),
      await start({ latency: 10 }),
      await start(),
    ];
    const generations = await generate(at(first.url, second.url));
    expect(generations.every(({ status }) => status === 'ok')).toBe(true);
    expect(asked(first) + asked(second)).toBe(60);
    expect(Math.min(asked(first), asked(second))).toBeGreaterThan(15);
    expect(await generate(at(third.url))).toEqual(generations);
    expect(asked(third)).toBe(0);
  });

  test('gives more to the faster server', async () => {
    const [fast, slow] = [await start({ latency: 5 }), await start({ latency: 200 })];
    await generate(at(fast.url, slow.url));
    expect(asked(fast)).toBeGreaterThan(3 * asked(slow));
  });

  test('reads several addresses from the environment', async () => {
    const [first, second] = [await start(), await start()];
    vi.stubEnv('OLLAMA_HOST', `${first.url}, ${second.url}`);
    await generate(ollama({ model: 'llama3.1:8b' }));
    vi.unstubAllEnvs();
    expect(Math.min(asked(first), asked(second))).toBeGreaterThan(0);
  });

  test('embeds batches at all of them', async () => {
    const [first, second] = [await start(), await start()];
    const texts = Array.from({ length: 80 }, (_, n) => `text number ${n}`);
    const alone = await embedAll({
      model: ollamaEmbedder({ model: 'nomic-embed-text', host: first.url }),
      texts,
    });
    const before = Object.keys(first.counters.texts).length;
    const both = ollamaEmbedder({ model: 'nomic-embed-text', host: [second.url, (await start()).url] });
    expect(await embedAll({ model: both, texts, batch: 10 })).toEqual(alone);
    expect(before).toBe(80);
    const shares = doubles.slice(1).map(({ counters }) => Object.keys(counters.texts).length);
    expect(shares.reduce((a, b) => a + b)).toBe(80);
    expect(Math.min(...shares)).toBeGreaterThan(0);
  });
});

describe('one server that fails does not stop the run', () => {
  test('one that is not there', async () => {
    const healthy = await start();
    const lost = await gone();
    const events: GenerationEvent[] = [];
    const generations = await generate(at(lost, healthy.url), { onEvent: (event) => events.push(event) });
    expect(generations.every(({ status }) => status === 'ok')).toBe(true);
    expect(asked(healthy)).toBe(60);
    expect(events.at(-1)?.failing).toEqual([`no Ollama server answers at ${lost} (ECONNREFUSED)`]);
    expect(events.every(({ waiting }) => waiting === undefined)).toBe(true);
    const encoder = ollamaEmbedder({ model: 'nomic-embed-text', host: [lost, healthy.url] });
    await embedAll({ model: encoder, texts: ['tea', 'coffee', 'cocoa'], batch: 1 });
  });

  test('one that goes away in the middle', async () => {
    const [healthy, leaving] = [await start({ latency: 10 }), await start({ latency: 10 })];
    const generations = await generate(at(healthy.url, leaving.url), {
      onEvent: ({ done }) => done === 10 && void leaving.close(),
    });
    expect(generations.every(({ status }) => status === 'ok')).toBe(true);
    expect(asked(leaving)).toBeGreaterThan(0);
  });

  test.each(['runner-died-500', 'reset-mid-body', '401', '404'] as const)('one with %s', async (scenario) => {
    const [healthy, failing] = [await start(), await start({ scenario, faults: Infinity })];
    const generations = await generate(openAIAt(failing.url, healthy.url));
    expect(generations.every(({ status }) => status === 'ok')).toBe(true);
    // It is asked until its breaker opens; requests under way at that moment come on top.
    expect(asked(failing)).toBeLessThan(10 + 8);
    expect(asked(healthy)).toBe(60);
  });

  test('one that says nothing', async () => {
    const [healthy, silent] = [await start(), await start({ scenario: 'silent', faults: Infinity })];
    const model = ollama({ model: 'llama3.1:8b', host: [silent.url, healthy.url], timeout: 100 });
    const generations = await generate(model);
    expect(generations.every(({ status }) => status === 'ok')).toBe(true);
  });

  test('where all refuse the key, the run ends with that', async () => {
    const urls = [await start({ scenario: '401' }), await start({ scenario: '401' })].map(({ url }) => url);
    await expect(generate(openAIAt(...urls))).rejects.toMatchObject({
      code: 'LLM_REQUEST',
      evidence: { status: 401 },
    });
    expect(doubles.map(asked).reduce((a, b) => a + b)).toBeLessThan(8);
  });

  test('a request made directly goes to the next server', async () => {
    const healthy = await start();
    const model = at(await gone(), healthy.url);
    expect((await model.generate(request)).finish).toBe('stop');
    const embedder = ollamaEmbedder({ model: 'nomic-embed-text', host: [await gone(), healthy.url] });
    expect(await embedder.embed(['tea'])).toHaveLength(1);
    await expect(at(await gone(), await gone()).generate(request)).rejects.toMatchObject({
      code: 'LLM_UNREACHABLE',
    });
  });
});

describe('servers that do not have the same model', () => {
  const differing = {
    code: 'LLM_ENDPOINTS',
    message: expect.stringMatching(
      /llama3\.1:8b \(digest [0-9a-f]{12}\) and .*llama3\.1:8b \(digest [0-9a-f]{12}\)$/,
    ),
  };

  test('are one clear error before anything is asked', async () => {
    const [one, other] = [await start(), await start({ build: 'newer' })];
    await expect(generate(at(one.url, other.url))).rejects.toMatchObject(differing);
    expect(asked(one) + asked(other)).toBe(0);
    const mixed = balanced([at(one.url), openAIAt(one.url)]);
    await expect(mixed.identity()).rejects.toMatchObject({ code: 'LLM_ENDPOINTS' });
  });

  test('are found when one comes back with another build', async () => {
    const one = await start();
    const lost = await gone();
    const model = at(one.url, lost);
    const identity = await model.identity();
    await start({ build: 'newer', port: Number(new URL(lost).port) });
    await expect(model.endpoints?.[1].generate(request)).rejects.toMatchObject(differing);
    await expect(model.identity()).rejects.toMatchObject(differing);
    expect(await at(one.url).identity()).toEqual(identity);
  });

  test('one without the model is named', async () => {
    const [one, other] = [await start(), await start({ models: ['qwen3:8b'] })];
    await expect(generate(at(one.url, other.url))).rejects.toMatchObject({
      code: 'LLM_MODEL_MISSING',
      evidence: { host: other.url },
    });
  });
});

describe('addresses', () => {
  test('each is checked, and repeated ones count once', () => {
    expect(() => at('127.0.0.1:1', 'http://169.254.169.254')).toThrow(
      expect.objectContaining({ code: 'LLM_HOST' }),
    );
    expect(() => at('127.0.0.1:1', 'http://10.0.0.5:11434')).toThrow(/10\.0\.0\.5.*encryption/);
    const remote = { model: 'm', baseUrl: ['http://127.0.0.1:1/v1', 'https://example.org/v1'] };
    expect(() => openAICompatible(remote)).toThrow(expect.objectContaining({ code: 'LLM_REMOTE' }));
    expect(at('127.0.0.1:1', 'http://127.0.0.1:1/').endpoints).toBeUndefined();
  });

  test('there must be one', () => {
    expect(() => at()).toThrow(expect.objectContaining({ code: 'LLM_HOST' }));
    expect(() => balanced([])).toThrow(expect.objectContaining({ code: 'LLM_ENDPOINTS' }));
    expect(() => balancedEmbedder([])).toThrow(expect.objectContaining({ code: 'LLM_ENDPOINTS' }));
  });
});

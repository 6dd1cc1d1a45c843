import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { profilePrompts, profileTask } from './__fixtures__/profile-task.ts';
import type { ChatModel } from './chat-model.ts';
import { type GenerationEvent, generateAll } from './generate-all.ts';
import { type Ledger, openLedger } from './ledger.ts';
import { openAICompatible } from './openai-chat-model.ts';
import type { DoubleLimits } from './testing/double-limits.ts';
import { type OllamaDouble, startOllamaDouble } from './testing/ollama-double.ts';

let folder: string;
let ledger: Ledger;
const doubles: OllamaDouble[] = [];
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'hnlm-limits-'));
  ledger = await openLedger(folder);
});
afterEach(async () => {
  await ledger.close();
  for (const double of doubles.splice(0)) await double.close();
  await rm(folder, { recursive: true });
});

async function start(limits?: DoubleLimits): Promise<OllamaDouble> {
  const double = await startOllamaDouble({ limits, parallel: 16 });
  doubles.push(double);
  return double;
}

const modelAt = (...urls: string[]) =>
  openAICompatible({ model: 'llama3.1:8b', baseUrl: urls.map((url) => `${url}/v1`), apiKeyEnv: 'NO_KEY' });

/** Asks 60 prompts of about 130 tokens, the longest reply included. */
async function run(model: ChatModel, onEvent?: (event: GenerationEvent) => void): Promise<void> {
  const asking = { model, ledger, task: profileTask, prompts: profilePrompts, concurrency: 8, onEvent };
  const generations = await generateAll(asking);
  expect(generations.every(({ status }) => status === 'ok')).toBe(true);
}

/** Requests that a server refused. */
function refusedBy({ counters }: OllamaDouble): number {
  const answered = Object.values(counters.prompts).reduce((sum, count) => sum + count, 0);
  return counters.requests['/v1/chat/completions'] - answered;
}

test.each<[string, DoubleLimits]>([
  ['requests, coming back evenly', { requests: 20, every: 500 }],
  ['requests of a window', { requests: 20, every: 500, windows: true }],
  [
    'requests of a window, in whole seconds',
    { requests: 30, every: 1000, windows: true, wholeSeconds: true },
  ],
  ['tokens', { tokens: 2600, every: 500 }],
  ['tokens of a window', { tokens: 2600, every: 500, windows: true }],
  ['both', { requests: 40, tokens: 2600, every: 500 }],
])('slows down before the server refuses: %s', async (_, limits) => {
  const double = await start(limits);
  await run(modelAt(double.url));
  expect(refusedBy(double)).toBe(0);
});

test('without the headers it is refused, and gets through nevertheless', async () => {
  const double = await start({ requests: 20, every: 500 });
  const model = modelAt(double.url);
  const deaf: ChatModel = {
    ...model,
    generate: (request, options) => model.generate(request, { signal: options?.signal }),
  };
  await run(deaf);
  expect(refusedBy(double)).toBeGreaterThan(0);
});

test('goes on at another server where one has nothing left', async () => {
  const [small, large] = [await start({ requests: 5, every: 600_000, windows: true }), await start()];
  await run(modelAt(small.url, large.url));
  expect(Object.keys(small.counters.prompts)).toHaveLength(5);
  expect(Object.keys(large.counters.prompts)).toHaveLength(55);
  expect(refusedBy(small)).toBe(0);
});

test('says so where all wait for the limit', async () => {
  const double = await start({ requests: 40, every: 3000, windows: true });
  const waits: (string | undefined)[] = [];
  await run(modelAt(double.url), ({ waiting }) => waits.push(waiting));
  expect(waits).toContainEqual(expect.stringMatching(/^the server takes no more for [1-3] s$/));
  expect(waits.at(-1)).toBeUndefined();
});

import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createOpenAICompatible } from '@ai-sdk/openai-compatible';
import { afterEach, expect, test } from 'vitest';
import { profilePrompts, profileTask } from './__fixtures__/profile-task.ts';
import { fromAiSdk } from './ai-sdk-chat-model.ts';
import { embedderFromAiSdk } from './ai-sdk-embedder.ts';
import { generateAll } from './generate-all.ts';
import { openLedger } from './ledger.ts';
import { type DoubleScenario, startOllamaDouble } from './testing/index.ts';
import { testChatModel } from './testing/test-chat-model.ts';
import { testEmbeddingModel } from './testing/test-embedding-model.ts';

/* Models of a real provider of the AI SDK, which send real requests. */

const closers: (() => Promise<unknown>)[] = [];
afterEach(async () => {
  for (const close of closers.splice(0)) await close();
});

async function start(scenario: DoubleScenario = 'ok') {
  const double = await startOllamaDouble({ scenario });
  closers.push(() => double.close());
  const provider = createOpenAICompatible({
    name: 'double',
    baseURL: `${double.url}/v1`,
    supportsStructuredOutputs: true,
  });
  return { double, provider };
}

test('keeps the contract of a chat model', async () => {
  const { provider } = await start();
  await testChatModel(fromAiSdk(provider('llama3.1:8b')));
});

test('keeps the contract of a text encoder', async () => {
  const { provider } = await start();
  await testEmbeddingModel(embedderFromAiSdk(provider.embeddingModel('nomic-embed-text')));
});

test.each<[DoubleScenario, string]>([
  ['ok', 'ok'],
  ['fenced-json', 'ok'],
  ['wrong-schema-once', 'ok'],
  ['busy-429', 'ok'],
  ['runner-died-500', 'ok'],
  ['none', 'abstained'],
  ['length', 'failed'],
  ['content-filter', 'failed'],
])('scenario %s: every prompt is %s in the end', async (scenario, status) => {
  const { provider } = await start(scenario);
  const folder = await mkdtemp(join(tmpdir(), 'hnlm-ai-sdk-'));
  const ledger = await openLedger(folder);
  closers.push(() => rm(folder, { recursive: true }));
  const generations = await generateAll({
    model: fromAiSdk(provider('llama3.1:8b')),
    ledger,
    task: profileTask,
    prompts: profilePrompts.slice(0, 6),
  });
  await ledger.close();
  expect(generations.map((one) => one.status)).toEqual(Array(6).fill(status));
});

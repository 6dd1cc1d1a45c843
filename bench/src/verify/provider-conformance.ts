import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createOpenAICompatible } from '@ai-sdk/openai-compatible';
import {
  type ChatModel,
  type EmbeddingModel,
  embedderFromAiSdk,
  fromAiSdk,
  hashing,
  openAICompatible,
  openAIEmbedder,
} from '@hnlm/llm';
import { ollama, ollamaEmbedder } from '@hnlm/llm/ollama';
import { sentenceEncoder } from '@hnlm/llm/sentence-encoder';
import {
  startOllamaDouble,
  testChatModel,
  testEmbeddingModel,
  writeTinyChatModel,
  writeTinyModel,
} from '@hnlm/llm/testing';
import { transformers, transformersEmbedder } from '@hnlm/llm/transformers';
import type { Check } from '../check.ts';

/** Every provider that runs without a network keeps the contract of its kind. */
export const providerConformance: Check = {
  name: 'provider-conformance',
  about: 'the conformance suites of chat models and text encoders, on every provider that runs offline',
  async run(log) {
    const folder = await mkdtemp(join(tmpdir(), 'hnlm-providers-'));
    const double = await startOllamaDouble();
    const server = { baseUrl: `${double.url}/v1`, apiKeyEnv: 'NO_KEY' };
    const provider = createOpenAICompatible({
      name: 'double',
      baseURL: server.baseUrl,
      supportsStructuredOutputs: true,
    });
    const encoder = sentenceEncoder({ threads: 1 });
    writeTinyModel(folder, 'tiny');
    writeTinyChatModel(folder, 'tiny-chat', ['{"summary":', '"green ', 'tea"}']);
    const chat: Record<string, ChatModel> = {
      ollama: ollama({ model: 'llama3.1:8b', host: double.url }),
      openAICompatible: openAICompatible({ model: 'llama3.1:8b', ...server }),
      fromAiSdk: fromAiSdk(provider('llama3.1:8b')),
      transformers: transformers({ model: 'tiny-chat', localModelPath: folder }),
    };
    const encoders: Record<string, EmbeddingModel> = {
      ollamaEmbedder: ollamaEmbedder({ model: 'nomic-embed-text', host: double.url }),
      openAIEmbedder: openAIEmbedder({ model: 'nomic-embed-text:latest', ...server }),
      embedderFromAiSdk: embedderFromAiSdk(provider.embeddingModel('nomic-embed-text')),
      transformersEmbedder: transformersEmbedder({ model: 'tiny', localModelPath: folder }),
      sentenceEncoder: encoder,
      hashing: hashing(),
    };
    const results: Record<string, string> = {};
    const note = async (name: string, suite: () => Promise<void>) => {
      results[name] = await suite().then(
        () => 'passed',
        (error: Error) => error.message,
      );
      log(`${name}: ${results[name]}`);
    };
    for (const [name, model] of Object.entries(chat)) await note(name, () => testChatModel(model));
    for (const [name, model] of Object.entries(encoders)) await note(name, () => testEmbeddingModel(model));
    await encoder.close();
    await double.close();
    await rm(folder, { recursive: true });
    return { pass: Object.values(results).every((result) => result === 'passed'), figures: { results } };
  },
};

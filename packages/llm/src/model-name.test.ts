import { expect, test, vi } from 'vitest';
import { createChatModel } from './create-chat-model.ts';
import { createEmbedder } from './create-embedder.ts';
import { parseModelName } from './model-name.ts';
import { startOllamaDouble } from './testing/ollama-double.ts';

test('a name is a provider and, after the first colon, a model', () => {
  const providers = { ollama: 'llama3.1:8b', hashing: undefined };
  expect(parseModelName('ollama:llama3.1:8b', providers)).toEqual({
    provider: 'ollama',
    model: 'llama3.1:8b',
  });
  expect(parseModelName('hashing', providers)).toEqual({ provider: 'hashing', model: '' });
  expect(() => parseModelName('toString:x', providers)).toThrow(/unknown provider/);
});

test('names make the models they name', async () => {
  const double = await startOllamaDouble();
  vi.stubEnv('OLLAMA_HOST', double.url);
  expect(await createChatModel('ollama:llama3.1:8b').identity()).toMatchObject({ model: 'llama3.1:8b' });
  expect(await createEmbedder('ollama:nomic-embed-text').identity()).toMatchObject({ provider: 'ollama' });
  expect(await createEmbedder('sentence-encoder').identity()).toMatchObject({ provider: 'sentence-encoder' });
  vi.unstubAllEnvs();
  await double.close();
});

test('a server on another machine must be allowed, whatever protocol it speaks', () => {
  vi.stubEnv('OLLAMA_HOST', 'https://ollama.example.org');
  vi.stubEnv('OPENAI_BASE_URL', 'https://openai.example.org/v1');
  for (const make of [createChatModel, createEmbedder]) {
    for (const name of ['ollama:m', 'openai:m']) {
      expect(() => make(name)).toThrow(expect.objectContaining({ code: 'LLM_REMOTE' }));
      expect(() => make(name, { allowRemote: true })).not.toThrow();
    }
  }
  vi.unstubAllEnvs();
});

test('unknown providers are answered with the nearest, missing models with an example', () => {
  expect(() => createChatModel('olama:llama3.1:8b')).toThrow(
    expect.objectContaining({ code: 'LLM_PROVIDER_UNKNOWN', hint: expect.stringContaining('mean "ollama"') }),
  );
  expect(() => createChatModel('llama3.1:8b')).toThrow(
    expect.objectContaining({ hint: expect.stringContaining('ollama:llama3.1:8b') }),
  );
  expect(() => createChatModel('sentence-encoder')).toThrow(/unknown provider/);
  for (const name of ['ollama', 'ollama:', 'sentence-encoder:large']) {
    expect(() => createEmbedder(name)).toThrow(expect.objectContaining({ code: 'LLM_MODEL_NAME' }));
  }
});

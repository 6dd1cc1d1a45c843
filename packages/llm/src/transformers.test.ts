import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { testEmbeddingModel } from './testing/test-embedding-model.ts';
import { writeTinyModel } from './testing/write-tiny-model.ts';
import { transformers, transformersEmbedder } from './transformers.ts';

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'hnlm-models-'));
  writeTinyModel(folder, 'tiny');
});
afterAll(() => rmSync(folder, { recursive: true }));

describe('transformersEmbedder', () => {
  test('keeps the contract of a text encoder with a real network', () =>
    testEmbeddingModel(transformersEmbedder({ model: 'tiny', localModelPath: folder })));

  test('vectors have unit length and do not depend on the texts beside them', async () => {
    const encoder = transformersEmbedder({ model: 'tiny', localModelPath: folder, batch: 2 });
    const texts = ['green tea', 'a cup of black coffee for the user', 'toy', 'jazz album', ''];
    const together = await encoder.embed(texts);
    for (const [n, text] of texts.entries()) {
      expect(Math.hypot(...together[n])).toBeCloseTo(1, 5);
      const [alone] = await encoder.embed([text]);
      for (const [c, value] of alone.entries()) expect(together[n][c]).toBeCloseTo(value, 5);
    }
  });

  test('pooling and weights are part of the identity', async () => {
    const of = (options: object) =>
      transformersEmbedder({ model: 'tiny', localModelPath: folder, ...options }).identity();
    const names = await Promise.all([of({}), of({ pooling: 'cls' }), of({ quantized: false })]);
    expect(new Set(names.map(({ model }) => model)).size).toBe(3);
    expect(names[0].digest).toMatch(/^[0-9a-f]{64}$/);
  });

  test('a missing model is named with its path, without an attempt at the network', async () => {
    const embed = transformersEmbedder({ model: 'absent', localModelPath: folder }).embed(['tea']);
    await expect(embed).rejects.toMatchObject({
      code: 'LLM_MODEL_MISSING',
      message: expect.stringContaining(join(folder, 'absent', 'config.json')),
    });
  });
});

describe('transformers', () => {
  /** The library's shape, with a network that repeats the last word of the prompt. */
  const library = (words: string) => ({
    env: {},
    pipeline: async () =>
      Object.assign(
        async (prompt: string, { max_new_tokens }: { max_new_tokens: number }) => [
          { generated_text: `${prompt}${words.split(' ').slice(0, max_new_tokens).join(' ')}` },
        ],
        {
          tokenizer: {
            apply_chat_template: (messages: { role: string; content: string }[]) =>
              messages.map(({ role, content }) => `<${role}>${content}`).join(''),
            encode: (text: string) => text.split(' ').map((_, n) => n),
          },
        },
      ),
  });
  const ask = { messages: [{ role: 'user', content: 'Say "tea".' }] } as const;

  test('gives the reply without the prompt', async () => {
    const model = transformers({ model: 'any', library: library('{"a": 1}') });
    const reply = await model.generate({ ...ask, maxTokens: 9 });
    expect(reply).toMatchObject({ text: '{"a": 1}', finish: 'stop' });
  });

  test('a reply as long as was allowed counts as cut', async () => {
    const model = transformers({ model: 'any', library: library('one two three four') });
    expect(await model.generate({ ...ask, maxTokens: 3 })).toMatchObject({ finish: 'length' });
  });
});

import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { testChatModel } from './testing/test-chat-model.ts';
import { testEmbeddingModel } from './testing/test-embedding-model.ts';
import { writeTinyChatModel } from './testing/write-tiny-chat-model.ts';
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
  const pieces = ['{"summary":', '"green tea ', 'from Uji"}'];
  const chat = (options: object = {}) =>
    transformers({ model: 'tiny-chat', localModelPath: folder, ...options });
  const ask = { messages: [{ role: 'user', content: 'Say "tea" — 茶.' }] } as const;
  beforeAll(() => writeTinyChatModel(folder, 'tiny-chat', pieces));

  test('keeps the contract of a chat model with a real network', () => testChatModel(chat()));

  test('gives the reply without the prompt, and counts tokens', async () => {
    const [brief, long] = await Promise.all([
      chat().generate({ ...ask, maxTokens: 9 }),
      chat().generate({
        messages: [{ role: 'system', content: 'Be brief.' }, ...ask.messages],
        maxTokens: 9,
      }),
    ]);
    expect(brief).toMatchObject({ text: pieces.join(''), finish: 'stop', usage: { completionTokens: 3 } });
    expect(long.text).toBe(brief.text);
    // A letter of ASCII is a token here, and so is the mark of a role.
    expect(long.usage.promptTokens - brief.usage.promptTokens).toBe('Be brief.'.length + 1);
  });

  test('a reply as long as was allowed counts as cut', async () => {
    const cut = await chat().generate({ ...ask, maxTokens: 2 });
    expect(cut).toMatchObject({ text: '{"summary":"green tea', finish: 'length' });
  });

  test('its weights are part of the identity', async () => {
    writeTinyChatModel(folder, 'other-chat', [...pieces].reverse());
    const digests = await Promise.all(
      [chat(), chat({ model: 'other-chat' })].map(async (model) => (await model.identity()).digest),
    );
    expect(digests[0]).toMatch(/^[0-9a-f]{64}$/);
    expect(digests[1]).not.toBe(digests[0]);
  });
});

import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { contentHash } from './content-hash.ts';
import { type EmbeddingEvent, embedAll } from './embed-all.ts';
import { openEmbeddingCache } from './embedding-cache.ts';
import { ollamaEmbedder } from './ollama-embedder.ts';
import { restoreVector, storeVector } from './stored-vector.ts';
import { hashedVector } from './testing/hashed-vector.ts';
import { type OllamaDouble, startOllamaDouble } from './testing/ollama-double.ts';

let double: OllamaDouble;
let folder: string;
beforeEach(async () => {
  double = await startOllamaDouble();
  folder = await mkdtemp(join(tmpdir(), 'hnlm-embeddings-'));
});
afterEach(async () => {
  await double.close();
  await rm(folder, { recursive: true });
});

const texts = Array.from({ length: 25 }, (_, index) => `text number ${index % 20}`);
const model = () => ollamaEmbedder({ model: 'nomic-embed-text', host: double.url });

describe('embedAll', () => {
  test('embeds distinct texts once and keeps the order', async () => {
    const events: EmbeddingEvent[] = [];
    const onEvent = (event: EmbeddingEvent) => events.push(event);
    const { vectors, dimensions } = await embedAll({ model: model(), texts, batch: 8, onEvent });
    expect(dimensions).toBe(64);
    expect(vectors).toEqual(Float32Array.from(texts.flatMap(hashedVector)));
    expect(Object.values(double.counters.texts)).toEqual(new Array(20).fill(1));
    expect(events.map(({ done, total, fromCache }) => [done, total, fromCache])).toEqual([
      [8, 20, 0],
      [16, 20, 0],
      [20, 20, 0],
    ]);
  });

  test('embeds nothing again that the cache holds, and gives the same bits', async () => {
    const controller = new AbortController();
    const stopped = await openEmbeddingCache(folder);
    const first = embedAll({
      model: model(),
      texts,
      cache: stopped,
      batch: 8,
      signal: controller.signal,
      onEvent: ({ done }) => done === 16 && controller.abort(new Error('stop')),
    });
    await expect(first).rejects.toThrow('stop');
    await stopped.close();
    expect(Object.keys(double.counters.texts)).toHaveLength(16);

    const cache = await openEmbeddingCache(folder);
    const resumed = await embedAll({ model: model(), texts, cache, batch: 8 });
    expect(Object.values(double.counters.texts)).toEqual(new Array(20).fill(1));
    expect(resumed).toEqual(await embedAll({ model: model(), texts }));
    await cache.close();
  });

  test('keeps vectors of different models apart', async () => {
    const cache = await openEmbeddingCache(folder);
    await embedAll({ model: model(), texts: ['a'], cache });
    await double.close();
    double = await startOllamaDouble({ models: ['other-embed'] });
    await embedAll({
      model: ollamaEmbedder({ model: 'other-embed', host: double.url }),
      texts: ['a'],
      cache,
    });
    expect(double.counters.texts).toEqual({ [contentHash('a')]: 1 });
    expect(cache.size).toBe(2);
    await cache.close();
  });

  test('returns nothing for no texts, without a server', async () => {
    await double.close();
    expect(await embedAll({ model: model(), texts: [] })).toEqual({
      vectors: new Float32Array(0),
      dimensions: 0,
    });
    double = await startOllamaDouble();
  });
});

test('a text that is too long is named, and those before it are kept', async () => {
  const many = Array.from({ length: 40 }, (_, n) => (n === 26 ? 'long '.repeat(3000) : `text ${n}`));
  const cache = await openEmbeddingCache(folder);
  await expect(embedAll({ model: model(), texts: many, cache })).rejects.toMatchObject({
    code: 'LLM_CONTEXT',
    message: expect.stringContaining('text 26, "long long'),
    evidence: { text: 26, characters: 15_000 },
  });
  expect(cache.size).toBe(26);
  await cache.close();
});

test('stored vectors come back to the bit', () => {
  fc.assert(
    fc.property(fc.float32Array({ noNaN: true, noDefaultInfinity: true }), (vector) => {
      expect(restoreVector(storeVector(vector))).toEqual(vector);
    }),
  );
});

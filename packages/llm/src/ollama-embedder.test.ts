import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { describe, expect, test } from 'vitest';
import { ollamaEmbedder } from './ollama-embedder.ts';
import { startOllamaDouble } from './testing/ollama-double.ts';
import { testEmbeddingModel } from './testing/test-embedding-model.ts';

const model = 'nomic-embed-text';

async function withAnswer<T>(body: unknown, work: (host: string) => Promise<T>): Promise<T> {
  const server = createServer((_, response) =>
    response.setHeader('content-type', 'application/json').end(JSON.stringify(body)),
  );
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  try {
    return await work(`127.0.0.1:${(server.address() as AddressInfo).port}`);
  } finally {
    server.closeAllConnections();
    server.close();
  }
}

describe('ollamaEmbedder', () => {
  test('keeps the contract of a text encoder', async () => {
    const double = await startOllamaDouble();
    await testEmbeddingModel(ollamaEmbedder({ model, host: double.url, batch: 3 }));
    await double.close();
  });

  test('sends texts in batches', async () => {
    const double = await startOllamaDouble();
    const texts = ['a', 'b', 'c', 'd', 'e'];
    const vectors = await ollamaEmbedder({ model, host: double.url, batch: 2 }).embed(texts);
    expect(vectors.map(({ length }) => length)).toEqual([64, 64, 64, 64, 64]);
    expect(double.counters.requests).toEqual({ '/api/embed': 3 });
    await double.close();
  });

  test('names a missing model and a text that is too long', async () => {
    const double = await startOllamaDouble();
    await expect(ollamaEmbedder({ model: 'nomic', host: double.url }).embed(['a'])).rejects.toMatchObject({
      code: 'LLM_MODEL_MISSING',
      hint: expect.stringContaining('ollama pull nomic'),
    });
    const long = 'word '.repeat(5000);
    await expect(ollamaEmbedder({ model, host: double.url }).embed([long])).rejects.toMatchObject({
      code: 'LLM_CONTEXT',
    });
    await double.close();
  });

  test.each([
    ['too few vectors', { embeddings: [[1, 0]] }, /1 vectors for 2 texts/],
    ['no vectors', {}, /0 vectors for 2 texts/],
    ['unequal lengths', { embeddings: [[1, 0], [1]] }, /1 numbers where others have 2/],
    [
      'a number that is not finite',
      {
        embeddings: [
          [1, 0],
          [1, null],
        ],
      },
      /not finite/,
    ],
  ])('refuses %s', async (_, body, message) => {
    await withAnswer(body, async (host) => {
      const embedding = ollamaEmbedder({ model, host }).embed(['a', 'b']);
      await expect(embedding).rejects.toMatchObject({ code: 'LLM_EMBEDDING' });
      await expect(embedding).rejects.toThrow(message);
    });
  });
});

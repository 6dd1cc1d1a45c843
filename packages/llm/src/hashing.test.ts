import { expect, test } from 'vitest';
import { hashing } from './hashing.ts';
import { testEmbeddingModel } from './testing/test-embedding-model.ts';

test('keeps the contract of a text encoder', () => testEmbeddingModel(hashing()));

test('texts are near where they share words, and every text has a direction', async () => {
  const texts = ['green tea from Uji', 'black tea from Assam', 'a folding bicycle', '', '¡!'];
  const vectors = await hashing({ dimensions: 512 }).embed(texts);
  const dot = (a: number, b: number) => vectors[a].reduce((sum, value, n) => sum + value * vectors[b][n], 0);
  expect(dot(0, 1)).toBeGreaterThan(dot(0, 2) + 0.2);
  for (const n of texts.keys()) expect(dot(n, n)).toBeCloseTo(1, 5);
});

test('a length that is none is refused', () => {
  expect(() => hashing({ dimensions: 1 })).toThrow(expect.objectContaining({ code: 'OPTION' }));
});

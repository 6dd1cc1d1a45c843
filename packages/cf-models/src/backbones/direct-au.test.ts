import { createRandom } from '@hnlm/core';
import { useBackend } from '@hnlm/tfjs-backend';
import { beforeAll, describe, expect, test } from 'vitest';
import { testBackbone } from '../testing/test-backbone.ts';
import { tiny } from '../testing/tiny-batch.ts';
import { directAU } from './direct-au.ts';
import { lightGCN } from './light-gcn.ts';
import { mf } from './mf.ts';

beforeAll(() => useBackend('hnlm'));

describe.each(['dot', 'cosine'] as const)('scored by %s', (score) => {
  test.each([mf({ dim: 8 }), lightGCN({ dim: 8, layers: 2 })])(
    'over $name it keeps the contract',
    (encoder) => testBackbone(() => directAU({ encoder, score }), { training: { l2: 0 } }),
  );
});

test('scores by the dot product of whole embeddings, or by cosine', () => {
  const lengths = (score: 'dot' | 'cosine') => {
    const { encode } = directAU({ score, encoder: mf({ dim: 4 }) }).prepare({
      data: tiny,
      random: createRandom(2).split('values'),
    });
    return (encode().all().users.arraySync() as number[][]).map((row) => Math.hypot(...row));
  };
  for (const length of lengths('cosine')) expect(length).toBeCloseTo(1, 5);
  for (const length of lengths('dot')) expect(length).toBeLessThan(0.5);
});

test('starts as the official code does, by the normal rule of Xavier', () => {
  const { parameters } = directAU().prepare({ data: tiny, random: createRandom(2).split('values') });
  const values = [...parameters.items.dataSync()];
  const variance = values.reduce((sum, value) => sum + value ** 2, 0) / values.length;
  expect(variance / (2 / (tiny.items.size + 64))).toBeCloseTo(1, 0);
  expect(Math.max(...values)).toBeGreaterThan(Math.sqrt(6 / (tiny.items.size + 64)));
});

test('says what it does', () => {
  expect(directAU({ gamma: 2, encoder: lightGCN({ layers: 2 }), score: 'cosine' }).plan).toBe(
    'LightGCN with 2 layers, d = 64, trained by alignment and 2 times uniformity, scored by cosine',
  );
});

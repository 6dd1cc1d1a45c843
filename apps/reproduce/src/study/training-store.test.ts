import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { temporaryFolder } from '../__fixtures__/temporary-folder.ts';
import type { StudyTexts } from './study-data.ts';
import { studyTextsHash } from './study-data.ts';
import { openTrainingStore, type StoredTraining } from './training-store.ts';

const training: StoredTraining = {
  spec: { start: 'normal', negatives: { kind: 'dns', candidates: 4, top: 1 }, seed: 1 },
  plan: 'a plan',
  curve: [{ epoch: 1, value: 0.5 }],
  bestEpoch: 1,
  validation: 0.5,
};

test('a training is found by its spec, and never with other texts', async () => {
  const folder = join(temporaryFolder(), 'trainings');
  const store = await openTrainingStore(folder, 'texts-1');
  await store.put(training);
  expect(await store.get(training.spec)).toEqual(training);
  expect(await store.get({ ...training.spec, seed: 2 })).toBeUndefined();
  expect(await store.get({ ...training.spec, start: 'text' })).toBeUndefined();
  const again = await openTrainingStore(folder, 'texts-1');
  expect(await again.get(training.spec)).toEqual(training);
  const other = await openTrainingStore(folder, 'texts-2');
  expect(await other.get(training.spec)).toBeUndefined();
});

test('a test result replaces the training without one', async () => {
  const folder = temporaryFolder();
  const store = await openTrainingStore(folder, 'texts');
  await store.put(training);
  const tested = { ...training, test: { metrics: { 'NDCG@20': 0.25 }, perUser: [0.5, 0] } };
  await store.put(tested);
  expect(await store.get(training.spec)).toEqual(tested);
  expect(readdirSync(folder)).toHaveLength(1);
});

test('the hash of texts changes with every vector and every pair', () => {
  const vectors = (...values: number[]) => ({ values: Float32Array.from(values), dimensions: 2 });
  const texts: StudyTexts = {
    items: vectors(1, 2, 3, 4),
    negatives: vectors(5, 6),
    pairs: [{ user: 'u', positive: 'i', text: 0 }],
  };
  const hashes = [
    undefined,
    texts,
    { ...texts, items: vectors(1, 2, 3, 5) },
    { ...texts, items: vectors(1, 2), negatives: vectors(3, 4, 5, 6) },
    { ...texts, pairs: [] },
  ].map(studyTextsHash);
  expect(new Set(hashes).size).toBe(hashes.length);
  expect(studyTextsHash({ ...texts, items: vectors(1, 2, 3, 4) })).toBe(hashes[1]);
});

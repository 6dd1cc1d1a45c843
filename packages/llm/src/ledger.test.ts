import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { openEmbeddingCache } from './embedding-cache.ts';
import { openLedger } from './ledger.ts';
import { restoreVector, storeVector } from './stored-vector.ts';

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'hnlm-ledger-'));
});
afterEach(() => rm(folder, { recursive: true }));

const usage = { promptTokens: 1, completionTokens: 1 };
const task = { name: 'profile', version: '1' };

test.each([
  ['nothing', {}],
  ['null', null],
  ['a reply without a text', { reply: { text: 5, finish: 'stop', usage }, task }],
  ['a reply without counts', { reply: { text: 'tea', finish: 'stop' }, task }],
  ['no task', { reply: { text: 'tea', finish: 'stop', usage } }],
])('a line with %s in place of a record is named', async (_name, value) => {
  await writeFile(join(folder, 'ledger-000001.jsonl'), `${JSON.stringify({ key: 'a', value })}\n`);
  await expect(openLedger(folder)).rejects.toMatchObject({
    code: 'JOURNAL_CORRUPT',
    message: expect.stringContaining('ledger-000001.jsonl:1'),
  });
});

test('a cache without vectors is named, and no vector is handed out that is not finite', async () => {
  const damaged = storeVector(Float32Array.of(1, Number.NaN));
  for (const stored of [damaged, { vector: damaged.vector.slice(0, 4) }]) {
    expect(() => restoreVector(stored)).toThrow(expect.objectContaining({ code: 'JOURNAL_CORRUPT' }));
  }
  await writeFile(join(folder, 'embeddings-000001.jsonl'), '{"key":"a","value":{"vector":1}}\n');
  await expect(openEmbeddingCache(folder)).rejects.toMatchObject({ code: 'JOURNAL_CORRUPT' });
});

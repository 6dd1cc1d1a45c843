import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { profilePrompts, profileTask } from './__fixtures__/profile-task.ts';
import { openEmbeddingCache } from './embedding-cache.ts';
import { generateAll } from './generate-all.ts';
import { openLedger } from './ledger.ts';
import { ollama } from './ollama-chat-model.ts';
import { restoreVector, storeVector } from './stored-vector.ts';
import { startOllamaDouble } from './testing/index.ts';

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
  [
    'neither text nor reason',
    { reply: { text: '', finish: 'stop', usage }, task, status: 'failed', raw: false },
  ],
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

describe('a ledger without raw texts', () => {
  /** What models write around an answer. */
  const around = /<think>|Perhaps|Here is the JSON|I must answer|```/;
  const files = async (name: string) => {
    const names = await readdir(join(folder, name));
    return (await Promise.all(names.map((file) => readFile(join(folder, name, file), 'utf8')))).join('');
  };

  test('gives the same generations, now and from the disk, and holds nothing but values', async () => {
    const double = await startOllamaDouble({ scenario: 'mixed' });
    try {
      const model = ollama({ model: 'llama3.1:8b', host: double.url });
      const generate = async (name: string, raw: boolean) => {
        const ledger = await openLedger(join(folder, name), { raw });
        const generations = await generateAll({ model, ledger, task: profileTask, prompts: profilePrompts });
        await ledger.close();
        return generations;
      };
      const usual = await generate('usual', true);
      expect(await files('usual')).toMatch(around);
      const fresh = await generate('bare', false);
      expect(fresh).toEqual(usual);
      expect(fresh.some(({ provenance }) => provenance.attempts > 1)).toBe(true);
      expect(await files('bare')).not.toMatch(around);
      const requests = { ...double.counters.prompts };
      // Whether it keeps texts now does not matter.
      for (const raw of [true, false]) expect(await generate('bare', raw)).toEqual(usual);
      expect(double.counters.prompts).toEqual(requests);
    } finally {
      await double.close();
    }
  });

  test('tells of each reply when it came, and what ailed it', async () => {
    const before = Date.now();
    const double = await startOllamaDouble({ scenario: 'wrong-schema' });
    const ledger = await openLedger(join(folder, 'bare'), { raw: false });
    try {
      const model = ollama({ model: 'llama3.1:8b', host: double.url });
      const prompts = profilePrompts.slice(0, 1);
      await generateAll({ model, ledger, task: profileTask, prompts });
      for await (const [, record] of ledger.entries()) {
        expect(record).toMatchObject({ status: 'failed', fault: 'schema', raw: false, reply: { text: '' } });
        expect(Date.parse(record.createdAt!)).toBeGreaterThanOrEqual(before);
        expect(Date.parse(record.createdAt!)).toBeLessThanOrEqual(Date.now());
      }
      expect(ledger.size).toBe(3);
    } finally {
      await ledger.close();
      await double.close();
    }
  });
});

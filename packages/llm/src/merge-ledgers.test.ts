import { mkdtemp, readdir, rename, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { profilePrompts, profileTask } from './__fixtures__/profile-task.ts';
import { generateAll } from './generate-all.ts';
import { openLedger } from './ledger.ts';
import { mergeLedgers } from './merge-ledgers.ts';
import { ollama } from './ollama-chat-model.ts';
import { recorded } from './recorded.ts';
import { parseShard } from './shard.ts';
import { type OllamaDouble, startOllamaDouble } from './testing/ollama-double.ts';

let folder: string;
let double: OllamaDouble;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'hnlm-merge-'));
  double = await startOllamaDouble({ scenario: 'mixed' });
});
afterEach(async () => {
  await double.close();
  await rm(folder, { recursive: true });
});

const path = (name: string) => join(folder, name);
const model = () => ollama({ model: 'llama3.1:8b', host: double.url });

async function run(name: string, shard?: string) {
  const ledger = await openLedger(path(name));
  const work = { model: model(), ledger, task: profileTask, prompts: profilePrompts };
  const generations = await generateAll({
    ...work,
    shard: shard === undefined ? undefined : parseShard(shard),
  });
  const { size } = ledger;
  await ledger.close();
  return { generations, size };
}

/** Replays without any model. */
async function replay(name: string) {
  const identity = await model().identity();
  const ledger = await openLedger(path(name));
  const generations = await generateAll({
    model: recorded({ identity }),
    ledger,
    task: profileTask,
    prompts: profilePrompts,
  });
  await ledger.close();
  return generations;
}

test('the merged ledgers of shards replay as one run over everything', async () => {
  const whole = await run('whole');
  const parts = [await run('one', '1/2'), await run('two', '2/2')];
  const folders = [path('one'), path('two')];
  const sizes = parts[0].size + parts[1].size;
  expect(await mergeLedgers(folders, path('all'))).toEqual({ added: sizes, known: 0 });
  expect(sizes).toBe(whole.size);
  expect(await replay('all')).toEqual(whole.generations);
  expect(await mergeLedgers(folders, path('all'))).toEqual({ added: 0, known: sizes });
  expect(await mergeLedgers([path('whole'), path('one')], path('again'))).toEqual({
    added: whole.size,
    known: parts[0].size,
  });
});

test('segments that are moved together under free numbers are one ledger', async () => {
  const whole = await run('whole');
  await run('one', '1/2');
  await run('two', '2/2');
  expect(await readdir(path('two'))).toEqual(['ledger-000001.jsonl']);
  await rename(path('two/ledger-000001.jsonl'), path('one/ledger-000017.jsonl'));
  expect(await replay('one')).toEqual(whole.generations);
});

test('the answer of the earlier folder stays', async () => {
  for (const name of ['a', 'b']) {
    const ledger = await openLedger(path(name));
    const reply = { text: name, finish: 'stop', usage: { promptTokens: 1, completionTokens: 1 } };
    await ledger.put('key', { reply, task: { name: 'profile', version: '1' } } as never);
    await ledger.close();
  }
  await mergeLedgers([path('b'), path('a')], path('all'));
  const ledger = await openLedger(path('all'));
  expect(await ledger.get('key')).toMatchObject({ reply: { text: 'b' } });
  await ledger.close();
});

test('names a folder that has no ledger, before it copies anything', async () => {
  await run('one', '1/2');
  await expect(mergeLedgers([path('one'), path('typo')], path('all'))).rejects.toMatchObject({
    code: 'LEDGER_MISSING',
    message: expect.stringContaining('typo'),
  });
  expect(await readdir(folder)).toEqual(['one']);
});

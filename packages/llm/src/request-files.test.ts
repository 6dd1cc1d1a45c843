import { mkdtemp, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { profilePrompts, profileTask } from './__fixtures__/profile-task.ts';
import { runBatchFile } from './__fixtures__/run-batch-file.ts';
import { generateAll } from './generate-all.ts';
import { type Ledger, openLedger } from './ledger.ts';
import { openAICompatible } from './openai-chat-model.ts';
import { recorded } from './recorded.ts';
import { exportRequests } from './request-files.ts';
import { importResults } from './result-files.ts';
import { type OllamaDouble, startOllamaDouble } from './testing/ollama-double.ts';

const model = 'llama3.1:8b';
const identity = { provider: 'openai-compatible', model };
let folder: string;
let ledger: Ledger;
let double: OllamaDouble;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'hnlm-batch-'));
  ledger = await openLedger(join(folder, 'ledger'));
  double = await startOllamaDouble({ scenario: 'mixed' });
});
afterEach(async () => {
  await ledger.close();
  await double.close();
  await rm(folder, { recursive: true });
});

const batch = () => ({ ledger, task: profileTask, prompts: profilePrompts, model });
const path = (name: string) => join(folder, name);
const lines = async (file: string) => (await readFile(file, 'utf8')).trimEnd().split('\n');

test('writes one request a distinct prompt, as OpenAI takes it, under the key of the ledger', async () => {
  const prompts = [...profilePrompts, ...profilePrompts];
  const { files, requests, fromLedger } = await exportRequests({ ...batch(), prompts, folder: path('out') });
  expect([files, requests, fromLedger]).toEqual([[path('out/requests-00001.jsonl')], 60, 0]);
  const [first] = (await lines(files[0])).map((line) => JSON.parse(line));
  expect(first).toEqual({
    custom_id: expect.stringMatching(/^[0-9a-f]{64}$/),
    method: 'POST',
    url: '/v1/chat/completions',
    body: {
      model,
      messages: [
        { role: 'system', content: profileTask.system },
        { role: 'user', content: profilePrompts[0].user },
      ],
      temperature: 0,
      seed: 0,
      max_tokens: 100,
      response_format: {
        type: 'json_schema',
        json_schema: { name: 'reply', strict: true, schema: expect.objectContaining({ type: 'object' }) },
      },
    },
  });
  // The same key as online: an answered prompt is not exported.
  const online = openAICompatible({ model, baseUrl: `${double.url}/v1` });
  await generateAll({ model: online, ledger, task: profileTask, prompts: profilePrompts.slice(0, 1) });
  expect(await ledger.get(first.custom_id)).toBeDefined();
  expect(await exportRequests({ ...batch(), folder: path('next') })).toMatchObject({
    requests: 59,
    fromLedger: 1,
  });
});

test('cuts files at the most requests and bytes, and leaves no unfinished file', async () => {
  const byCount = await exportRequests({ ...batch(), folder: path('count'), maxRequests: 25 });
  expect(await Promise.all(byCount.files.map(async (file) => (await lines(file)).length))).toEqual([
    25, 25, 10,
  ]);
  const byBytes = await exportRequests({ ...batch(), folder: path('bytes'), maxBytes: 8000 });
  expect(byBytes.files.length).toBeGreaterThan(3);
  for (const file of byBytes.files) expect((await stat(file)).size).toBeLessThanOrEqual(8000);
  const all = await Promise.all(byBytes.files.map(lines));
  expect(new Set(all.flat()).size).toBe(60);
  expect((await readdir(path('bytes'))).length).toBe(byBytes.files.length);
  await expect(exportRequests({ ...batch(), folder: path('count') })).rejects.toMatchObject({
    code: 'LLM_BATCH_FOLDER',
  });
  await expect(exportRequests({ ...batch(), folder: path('tiny'), maxBytes: 100 })).rejects.toMatchObject({
    code: 'LLM_BATCH_LINE',
  });
});

test('exports, runs and imports until nothing is open, and gives what an online run gives', async () => {
  const rounds: number[] = [];
  for (let round = 1; ; round++) {
    const { files, requests } = await exportRequests({
      ...batch(),
      folder: path(`r${round}`),
      maxRequests: 20,
    });
    rounds.push(requests);
    if (requests === 0) break;
    const results = files.map((_, n) => path(`results-${round}-${n}.jsonl`));
    for (const [n, file] of files.entries()) {
      await runBatchFile(double.url, file, results[n], {
        reverse: n % 2 === 1,
        faultOf: (place) =>
          round > 1
            ? undefined
            : (['expired', 'refused', 'vllm-refused', 'vllm-error', 'torn'] as const)[place - 3],
      });
    }
    const report = await importResults({ ...batch(), files: results.reverse() });
    expect(report.known + report.unknown).toBe(0);
    expect(report.stored + report.faults.length).toBe(requests);
    if (round === 1) {
      expect(report.faults).toHaveLength(15);
      expect(report.faults.map(({ reason }) => reason)).toEqual(
        expect.arrayContaining([
          'This request could not be executed in time.',
          'Bad request.',
          'The prompt is too long.',
          'The model is lost.',
          'the line is not JSON',
        ]),
      );
      expect(report.faults.find(({ file }) => file.endsWith('-0.jsonl'))).toMatchObject({ line: 4 });
    }
    const again = await importResults({ ...batch(), files: results });
    expect([again.stored, again.known, again.open]).toEqual([0, report.stored, report.open]);
  }
  // The mixture has replies that take two or three attempts.
  expect(rounds[0]).toBe(60);
  expect(rounds[1]).toBeGreaterThan(15);
  expect(rounds.at(-1)).toBe(0);

  const prompts = profilePrompts;
  const imported = await generateAll({ model: recorded({ identity }), ledger, task: profileTask, prompts });
  const other = await openLedger(path('online'));
  const online = openAICompatible({ model, baseUrl: `${double.url}/v1` });
  expect(imported).toEqual(await generateAll({ model: online, ledger: other, task: profileTask, prompts }));
  expect(other.size).toBe(ledger.size);
  await other.close();
});

test('a second request has the correction and the next seed; three unusable replies are an end', async () => {
  await double.close();
  double = await startOllamaDouble({ scenario: 'length' });
  const prompts = profilePrompts.slice(0, 1);
  for (let attempt = 0; attempt < 3; attempt++) {
    const { files } = await exportRequests({ ...batch(), prompts, folder: path(`a${attempt}`) });
    const { body } = JSON.parse((await lines(files[0]))[0]);
    expect(body.seed).toBe(attempt);
    expect(/could not be used: it was cut/.test(body.messages[0].content)).toBe(attempt > 0);
    await runBatchFile(double.url, files[0], path('results.jsonl'));
    const report = await importResults({ ...batch(), prompts, files: [path('results.jsonl')] });
    expect([report.stored, report.open]).toEqual([1, attempt < 2 ? 1 : 0]);
  }
  expect(await exportRequests({ ...batch(), prompts, folder: path('no') })).toMatchObject({ requests: 0 });
  const again = await exportRequests({ ...batch(), prompts, folder: path('again'), retryFailed: true });
  expect(again.requests).toBe(1);
  await runBatchFile(double.url, again.files[0], path('results.jsonl'));
  expect(await importResults({ ...batch(), prompts, files: [path('results.jsonl')] })).toMatchObject({
    stored: 1,
  });
});

test('writes Unicode alone, since one other line would end a run of vllm', async () => {
  const prompts = [{ user: JSON.stringify({ title: 'tea' }).replace('tea', 'tea \uD83C') }];
  const { files } = await exportRequests({ ...batch(), prompts, folder: path('out') });
  const [line] = await lines(files[0]);
  expect(JSON.parse(line).body.messages[1].content).toBe('{"title":"tea \uFFFD"}');
  // Under the key of the prompt as it is: the result is found again.
  await runBatchFile(double.url, files[0], path('results.jsonl'));
  expect(await importResults({ ...batch(), prompts, files: [path('results.jsonl')] })).toMatchObject({
    stored: 1,
  });
});

test('stores nothing of other prompts, other tasks or another model', async () => {
  const { files } = await exportRequests({ ...batch(), folder: path('out') });
  await runBatchFile(double.url, files[0], path('results.jsonl'));
  const foreign = await importResults({ ...batch(), model: 'other', files: [path('results.jsonl')] });
  expect(foreign).toMatchObject({ stored: 0, known: 0, unknown: 60, open: 60 });
  const half = await importResults({
    ...batch(),
    prompts: profilePrompts.slice(0, 30),
    files: [path('results.jsonl')],
  });
  expect([half.stored, half.unknown]).toEqual([30, 30]);
  expect(ledger.size).toBe(30);
});

test('another setting is another model, online, in files and in their results', async () => {
  const online = (options: object) =>
    openAICompatible({ model, baseUrl: `${double.url}/v1`, ...options }).identity();
  const warm = { extra: { top_p: 0.9 } };
  expect(await online(warm)).toEqual({ ...identity, settings: { top_p: 0.9 } });
  expect(await online({ schemaForm: 'llama.cpp' })).toEqual({
    ...identity,
    settings: { schemaForm: 'llama.cpp' },
  });
  expect(await online({ extra: {} })).toEqual(identity);

  const { files } = await exportRequests({ ...batch(), folder: path('plain') });
  const changed = await exportRequests({ ...batch(), ...warm, folder: path('warm') });
  const keys = await Promise.all([...files, ...changed.files].map(lines));
  const ids = keys.flat().map((line) => JSON.parse(line).custom_id);
  expect(new Set(ids).size).toBe(120);
  const results = [path('results.jsonl')];
  await runBatchFile(double.url, changed.files[0], results[0]);
  expect(await importResults({ ...batch(), files: results })).toMatchObject({ stored: 0, unknown: 60 });
  expect(await importResults({ ...batch(), ...warm, files: results })).toMatchObject({ stored: 60 });
});

test('an export that failed leaves nothing that looks complete', async () => {
  const long = { user: JSON.stringify({ title: 'tea '.repeat(3000) }) };
  const prompts = [...profilePrompts.slice(0, 3), long];
  const folder = path('failed');
  const failed = exportRequests({ ...batch(), prompts, folder, maxBytes: 4000, maxRequests: 2 });
  await expect(failed).rejects.toMatchObject({ code: 'LLM_BATCH_LINE' });
  expect(await readdir(folder)).toEqual([]);
  expect(await exportRequests({ ...batch(), prompts, folder })).toMatchObject({ requests: 4 });
});

test('a result file that cannot be read is named; a byte order mark costs no line', async () => {
  const { files } = await exportRequests({ ...batch(), folder: path('out') });
  const missing = importResults({ ...batch(), files: [path('absent.jsonl')] });
  await expect(missing).rejects.toMatchObject({
    code: 'LLM_BATCH_FILE',
    evidence: { file: path('absent.jsonl') },
  });
  await expect(importResults({ ...batch(), files: [folder] })).rejects.toMatchObject({
    code: 'LLM_BATCH_FILE',
  });
  await runBatchFile(double.url, files[0], path('results.jsonl'));
  await writeFile(path('marked.jsonl'), `\uFEFF${await readFile(path('results.jsonl'), 'utf8')}`);
  expect(await importResults({ ...batch(), files: [path('marked.jsonl')] })).toMatchObject({
    stored: 60,
    faults: [],
  });
});

test('a failure while lines are read rejects, and nothing else', async () => {
  const { files } = await exportRequests({ ...batch(), folder: path('out') });
  await runBatchFile(double.url, files[0], path('results.jsonl'));
  const unhandled: unknown[] = [];
  const note = (error: unknown) => unhandled.push(error);
  process.on('unhandledRejection', note);
  const failing = { ...ledger, get: ledger.get, getOrPut: ledger.getOrPut };
  let asked = 0;
  failing.getOrPut = async (key, make) => {
    if (asked++ === 70) throw new Error('the disk is full');
    return ledger.getOrPut(key, make);
  };
  // Blank lines keep the reader busy after the failure.
  const text = await readFile(path('results.jsonl'), 'utf8');
  await writeFile(path('results.jsonl'), `${text}${'\n'.repeat(100_000)}`);
  const reading = importResults({ ...batch(), ledger: failing, files: [path('results.jsonl')] });
  await expect(reading).rejects.toThrow('the disk is full');
  await new Promise((resolve) => setImmediate(resolve));
  process.off('unhandledRejection', note);
  expect(unhandled).toEqual([]);
});

import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { runBatchFile } from './__fixtures__/run-batch-file.ts';
import { embedAll } from './embed-all.ts';
import { type EmbeddingCache, openEmbeddingCache } from './embedding-cache.ts';
import { exportEmbeddingRequests, importEmbeddingResults } from './embedding-files.ts';
import { openAIEmbedder } from './openai-embedder.ts';
import { recordedEmbedder } from './recorded.ts';
import { storeVector } from './stored-vector.ts';
import { hashedVector } from './testing/hashed-vector.ts';
import { type OllamaDouble, startOllamaDouble } from './testing/ollama-double.ts';

const model = 'nomic-embed-text:latest';
const texts = Array.from({ length: 45 }, (_, index) => `text number ${index % 40}`);
let folder: string;
let cache: EmbeddingCache;
let double: OllamaDouble;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'hnlm-embedding-files-'));
  cache = await openEmbeddingCache(join(folder, 'cache'));
  double = await startOllamaDouble();
});
afterEach(async () => {
  await cache.close();
  await double.close();
  await rm(folder, { recursive: true });
});

const batch = () => ({ cache, texts, model });
const path = (name: string) => join(folder, name);
const lines = async (file: string) => (await readFile(file, 'utf8')).trimEnd().split('\n');
const online = () => openAIEmbedder({ model, baseUrl: `${double.url}/v1` });

/** Answers one request of each text with what is given. */
async function results(name: string, bodyOf: (text: string) => unknown): Promise<string> {
  const { files } = await exportEmbeddingRequests({ ...batch(), folder: path(`${name}-requests`) });
  const answers = (await lines(files[0])).map((line) => {
    const { custom_id, body } = JSON.parse(line);
    return JSON.stringify({
      custom_id,
      response: { status_code: 200, body: bodyOf(body.input) },
      error: null,
    });
  });
  await writeFile(path(name), `${answers.join('\n')}\n`);
  return path(name);
}

test('writes one request a distinct text, as OpenAI takes it, under the key of the cache', async () => {
  const { files, ...counts } = await exportEmbeddingRequests({
    ...batch(),
    dimensions: 32,
    extra: { truncate_prompt_tokens: 512 },
    folder: path('out'),
  });
  expect(counts).toEqual({ requests: 40, fromCache: 0 });
  expect(JSON.parse((await lines(files[0]))[0])).toEqual({
    custom_id: expect.stringMatching(/^[0-9a-f]{64}$/),
    method: 'POST',
    url: '/v1/embeddings',
    body: {
      model,
      input: 'text number 0',
      encoding_format: 'float',
      dimensions: 32,
      truncate_prompt_tokens: 512,
    },
  });
  // The same key as online: an embedded text is not exported.
  await embedAll({ model: online(), texts: texts.slice(0, 3), cache });
  expect(await exportEmbeddingRequests({ ...batch(), folder: path('next') })).toMatchObject({
    requests: 37,
    fromCache: 3,
  });
  const shards = ['1', '2'].map((name, index) =>
    exportEmbeddingRequests({ ...batch(), folder: path(name), shard: { index: index + 1, count: 2 } }),
  );
  const [one, other] = await Promise.all(shards);
  expect(one.requests + other.requests).toBe(37);
});

test('puts at most 50,000 texts into a file, and no more bytes than asked for', async () => {
  const many = Array.from({ length: 50_001 }, (_, index) => `${index}`);
  const byCount = await exportEmbeddingRequests({ ...batch(), texts: many, folder: path('count') });
  expect(await Promise.all(byCount.files.map(async (file) => (await lines(file)).length))).toEqual([
    50_000, 1,
  ]);
  const byBytes = await exportEmbeddingRequests({ ...batch(), folder: path('bytes'), maxBytes: 2000 });
  for (const file of byBytes.files) expect((await readFile(file)).length).toBeLessThanOrEqual(2000);
  expect((await Promise.all(byBytes.files.map(lines))).flat()).toHaveLength(40);
});

test('refuses an empty text before it writes anything', async () => {
  const call = exportEmbeddingRequests({ ...batch(), texts: ['tea', ' '], folder: path('out') });
  await expect(call).rejects.toMatchObject({ code: 'LLM_EMBEDDING', evidence: { text: 1 } });
  expect(await exportEmbeddingRequests({ ...batch(), folder: path('out') })).toMatchObject({ requests: 40 });
});

test('exports, runs and imports until nothing is open, and gives what an online run gives', async () => {
  const rounds: number[] = [];
  for (let round = 1; ; round++) {
    const { files, requests } = await exportEmbeddingRequests({
      ...batch(),
      folder: path(`r${round}`),
      maxRequests: 20,
    });
    rounds.push(requests);
    if (requests === 0) break;
    const answers = files.map((_, n) => path(`vectors-${round}-${n}.jsonl`));
    for (const [n, file] of files.entries()) {
      await runBatchFile(double.url, file, answers[n], {
        reverse: n % 2 === 1,
        faultOf: (place) =>
          round > 1
            ? undefined
            : (['expired', 'refused', 'vllm-refused', 'vllm-error', 'torn'] as const)[place - 3],
      });
    }
    const report = await importEmbeddingResults({ ...batch(), files: answers.reverse() });
    expect(report).toMatchObject({ known: 0, unknown: 0, open: round === 1 ? 10 : 0 });
    expect(report.stored + report.faults.length).toBe(requests);
    const again = await importEmbeddingResults({ ...batch(), files: answers });
    expect(again).toMatchObject({ stored: 0, known: report.stored, open: report.open });
  }
  expect(rounds).toEqual([40, 10, 0]);
  const identity = { provider: 'openai-compatible', model };
  const imported = await embedAll({ model: recordedEmbedder({ identity }), texts, cache });
  expect(imported).toEqual(await embedAll({ model: online(), texts }));
});

test('reads base64, as OpenAI and vLLM write it, to the bit', async () => {
  const base64 = (text: string) => storeVector(Float32Array.from(hashedVector(text))).vector;
  const file = await results('base64', (text) => ({ data: [{ index: 0, embedding: base64(text) }] }));
  expect(await importEmbeddingResults({ ...batch(), files: [file] })).toMatchObject({ stored: 40, open: 0 });
  const identity = { provider: 'openai-compatible', model };
  const imported = await embedAll({ model: recordedEmbedder({ identity }), texts, cache });
  expect(imported).toEqual(await embedAll({ model: online(), texts }));
});

test.each([
  ['no vector', { data: [] }, '0 vectors for 1 texts'],
  ['no data', { object: 'list' }, '0 vectors for 1 texts'],
  ['a number that is none', { data: [{ embedding: [1, null] }] }, 'not finite'],
  ['an empty vector', { data: [{ embedding: [] }] }, 'a vector of 0 numbers'],
  ['another length', { data: [{ embedding: [1, 2, 3] }] }, 'a vector of 3 numbers where others have 64'],
])('stores no vector of an answer with %s', async (_, body, reason) => {
  await embedAll({ model: online(), texts: texts.slice(0, 1), cache });
  const file = await results('spoilt', () => body);
  const report = await importEmbeddingResults({ ...batch(), files: [file] });
  expect(report).toMatchObject({ stored: 0, open: 39 });
  expect(report.faults).toHaveLength(39);
  expect(report.faults[0]).toMatchObject({ file, line: 1, reason: expect.stringContaining(reason) });
  expect(cache.size).toBe(1);
});

test('stores nothing of other texts, another model or another length', async () => {
  const { files } = await exportEmbeddingRequests({ ...batch(), folder: path('out') });
  await runBatchFile(double.url, files[0], path('vectors.jsonl'));
  for (const other of [{ model: 'other' }, { dimensions: 64 }, { texts: ['tea'] }]) {
    const report = await importEmbeddingResults({ ...batch(), ...other, files: [path('vectors.jsonl')] });
    expect(report).toMatchObject({ stored: 0, known: 0, unknown: 40 });
  }
  expect(cache.size).toBe(0);
  const twice = await importEmbeddingResults({ ...batch(), files: Array(2).fill(path('vectors.jsonl')) });
  expect(twice).toMatchObject({ stored: 40, known: 40, unknown: 0 });
});

test('ends when its signal aborts', async () => {
  const { files } = await exportEmbeddingRequests({ ...batch(), folder: path('out') });
  await runBatchFile(double.url, files[0], path('vectors.jsonl'));
  const signal = AbortSignal.abort(new Error('stop'));
  const call = importEmbeddingResults({ ...batch(), files: [path('vectors.jsonl')], signal });
  await expect(call).rejects.toThrow('stop');
});

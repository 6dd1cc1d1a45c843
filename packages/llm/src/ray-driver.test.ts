import { execFileSync, spawnSync } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { profilePrompts, profileTask } from './__fixtures__/profile-task.ts';
import { openEmbeddingCache } from './embedding-cache.ts';
import { exportEmbeddingRequests, importEmbeddingResults } from './embedding-files.ts';
import { openLedger } from './ledger.ts';
import { rayDriver } from './ray-driver.ts';
import { exportRequests } from './request-files.ts';
import { importResults } from './result-files.ts';
import { restoreVector } from './stored-vector.ts';

const hasPython = spawnSync('python3', ['--version']).status === 0;
const fakeRay = fileURLToPath(new URL('./__fixtures__/fake-ray.py', import.meta.url));
let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'hnlm-ray-'));
  await writeFile(join(folder, 'driver.py'), rayDriver());
});
afterEach(() => rm(folder, { recursive: true }));

test.skipIf(!hasPython)(`is Python${hasPython ? '' : ' (skipped: no python3)'}`, () => {
  execFileSync('python3', ['-m', 'py_compile', join(folder, 'driver.py')]);
});

test.skipIf(!hasPython).each(['2.49.1', '2.56.0'])(
  `turns requests into results that are imported, with Ray %s${hasPython ? '' : ' (skipped: no python3)'}`,
  async (version) => {
    const ledger = await openLedger(join(folder, 'ledger'));
    const prompts = profilePrompts.slice(0, 5);
    const batch = { ledger, task: profileTask, prompts, model: 'a/model' };
    const { files } = await exportRequests({ ...batch, folder: join(folder, 'requests') });
    const results = join(folder, 'results.jsonl');
    const args = [fakeRay, join(folder, 'driver.py'), files[0], results, '--model', 'a/model'];
    execFileSync('python3', args, { env: { ...process.env, RAY_VERSION: version } });
    const report = await importResults({ ...batch, files: [results] });
    expect(report).toMatchObject({
      stored: 4,
      open: 2,
      faults: [{ line: 2, reason: 'ValueError: too long' }],
    });
    const records = [];
    for await (const [, record] of ledger.entries()) records.push(record);
    const texts = records.map(({ reason, value }) => reason ?? (value as { reasoning: string }).reasoning);
    expect(texts.sort()).toEqual([
      'Green tea number 0 from Uji: reasoning',
      'Green tea number 3 from Uji: reasoning',
      'Green tea number 4 from Uji: reasoning',
      'it was cut at the length limit; be briefer',
    ]);
    await ledger.close();
  },
);

test.skipIf(!hasPython).each([
  // As vLLM cuts vectors: the front, scaled to length 1.
  [3, (length: number) => [length, 4, 3].map((number) => number / Math.hypot(length, 4, 3))],
  [undefined, (length: number) => [length, 4, 3, 0.5]],
] as const)(
  `turns texts into vectors of %s numbers${hasPython ? '' : ' (skipped: no python3)'}`,
  async (dimensions, vectorOf) => {
    const cache = await openEmbeddingCache(join(folder, 'cache'));
    const texts = ['green tea', 'tea number 1 of all', 'tea'];
    const batch = { cache, texts, model: 'a/model', dimensions };
    const { files } = await exportEmbeddingRequests({ ...batch, folder: join(folder, 'requests') });
    const results = join(folder, 'results.jsonl');
    execFileSync('python3', [fakeRay, join(folder, 'driver.py'), files[0], results, '--model', 'a/model']);
    expect(await importEmbeddingResults({ ...batch, files: [results] })).toMatchObject({
      stored: 2,
      open: 1,
      faults: [{ line: 2, reason: 'ValueError: too long' }],
    });
    const vectors = [];
    for await (const [, stored] of cache.entries()) vectors.push(restoreVector(stored));
    expect(vectors).toEqual([vectorOf(9), vectorOf(3)].map((vector) => Float32Array.from(vector)));
    await cache.close();
  },
);

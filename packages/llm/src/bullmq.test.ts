import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { HnlmError } from '@hnlm/core';
import { Queue } from 'bullmq';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { profilePrompts, profileTask } from './__fixtures__/profile-task.ts';
import { enqueuePrompts, startQueueWorker } from './bullmq.ts';
import type { ChatModel } from './chat-model.ts';
import { generateAll } from './generate-all.ts';
import { type Ledger, openLedger } from './ledger.ts';
import { mergeLedgers } from './merge-ledgers.ts';
import { ollama } from './ollama-chat-model.ts';
import { recorded } from './recorded.ts';
import { type OllamaDouble, startOllamaDouble } from './testing/ollama-double.ts';

const hasRedis = spawnSync('redis-server', ['--version']).status === 0;
const script = fileURLToPath(new URL('./__fixtures__/queue-worker.ts', import.meta.url));

describe.skipIf(!hasRedis)(`queue on Redis${hasRedis ? '' : ' (skipped: no redis-server)'}`, () => {
  let folder: string;
  let redis: ChildProcess;
  let connection: { path: string };
  let double: OllamaDouble;
  let queue: Queue;
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'hnlm-queue-'));
    connection = { path: join(folder, 'redis.sock') };
    const args = ['--port', '0', '--unixsocket', connection.path, '--save', '', '--dir', folder];
    redis = spawn('redis-server', args, { stdio: 'ignore' });
    await expect.poll(() => existsSync(connection.path), { timeout: 10_000 }).toBe(true);
    double = await startOllamaDouble({ scenario: 'mixed', latency: 10 });
    queue = new Queue('hnlm', { connection });
  });
  afterEach(async () => {
    await queue.close();
    redis.kill();
    await once(redis, 'close');
    await double.close();
    await rm(folder, { recursive: true });
  });

  const path = (name: string) => join(folder, name);
  const model = () => ollama({ model: 'llama3.1:8b', host: double.url });
  const left = async () => {
    const counts = await queue.getJobCounts('waiting', 'active', 'delayed');
    return counts.waiting + counts.active + counts.delayed;
  };
  const enqueue = (prompts = profilePrompts) =>
    enqueuePrompts({ connection, task: profileTask, prompts, shardSize: 16 });

  async function replay(ledger: Ledger) {
    const identity = await model().identity();
    return generateAll({
      model: recorded({ identity }),
      ledger,
      task: profileTask,
      prompts: profilePrompts,
    });
  }

  async function uninterrupted() {
    const ledger = await openLedger(path('whole'));
    const all = await generateAll({ model: model(), ledger, task: profileTask, prompts: profilePrompts });
    await ledger.close();
    return all;
  }

  test('two workers share the prompts; their merged ledgers hold what one run gives', async () => {
    expect(await enqueue([...profilePrompts, ...profilePrompts])).toEqual({ jobs: 4, prompts: 60 });
    await enqueue();
    expect(await left()).toBe(4);
    const ledgers = await Promise.all(['one', 'two'].map((name) => openLedger(path(name))));
    const workers = await Promise.all(
      ledgers.map((ledger) => startQueueWorker({ connection, model: model(), ledger, task: profileTask })),
    );
    await expect.poll(left, { timeout: 20_000 }).toBe(0);
    await Promise.all(workers.map((worker) => worker.close()));
    await Promise.all(workers.map((worker) => worker.ended));
    const sizes = ledgers.map(({ size }) => size);
    expect(Math.min(...sizes)).toBeGreaterThan(0);
    await Promise.all(ledgers.map((ledger) => ledger.close()));

    await mergeLedgers([path('one'), path('two')], path('all'));
    const all = await openLedger(path('all'));
    expect(all.size).toBe(sizes[0] + sizes[1]);
    expect(await replay(all)).toEqual(await uninterrupted());
    await all.close();
    expect(await queue.getFailedCount()).toBe(0);
  });

  test('a moment in which the server does not list its models ends no worker', async () => {
    await enqueue();
    const ledger = await openLedger(path('one'));
    const { identity, generate } = model();
    let looks = 0;
    const unsteady: ChatModel = {
      generate,
      async identity(options) {
        if (looks++ > 0) throw new HnlmError('busy', { code: 'LLM_REQUEST', evidence: { retryable: false } });
        return identity(options);
      },
    };
    const worker = await startQueueWorker({ connection, model: unsteady, ledger, task: profileTask });
    await expect.poll(left, { timeout: 20_000 }).toBe(0);
    await worker.close();
    await worker.ended;
    expect(await queue.getFailedCount()).toBe(0);
    expect(await replay(ledger)).toEqual(await uninterrupted());
    await ledger.close();
  });

  test('a job whose worker was killed is done by another, and nothing stored is asked again', async () => {
    await enqueue();
    const start = () => {
      const flags = ['--conditions=@hnlm/source', '--no-warnings'];
      const args = [...flags, script, connection.path, double.url, path('ledger')];
      return spawn(process.execPath, args, { stdio: 'inherit' });
    };
    const asked = () => Object.values(double.counters.prompts).reduce((sum, count) => sum + count, 0);
    const killed = start();
    await expect.poll(asked, { timeout: 20_000, interval: 5 }).toBeGreaterThanOrEqual(20);
    killed.kill('SIGKILL');
    await once(killed, 'close');
    const ledger = await openLedger(path('ledger'));
    const stored = new Map<string, number>();
    for await (const [, { promptHash, attempt }] of ledger.entries()) {
      const request = `${promptHash}/${attempt}`;
      stored.set(request, double.counters.prompts[request]);
    }
    await ledger.close();
    expect(stored.size).toBeGreaterThan(5);

    const next = start();
    await expect.poll(left, { timeout: 20_000 }).toBe(0);
    next.kill('SIGTERM');
    expect((await once(next, 'close'))[0]).toBe(0);
    for (const [request, count] of stored) expect(double.counters.prompts[request]).toBe(count);
    const all = await openLedger(path('ledger'));
    expect(await replay(all)).toEqual(await uninterrupted());
    await all.close();
  });

  test('a worker whose model fails ends with the error, and its job waits for another', async () => {
    await enqueue(profilePrompts.slice(0, 5));
    const ledger = await openLedger(path('ledger'));
    const absent = ollama({ model: 'absent', host: double.url });
    const worker = await startQueueWorker({ connection, model: absent, ledger, task: profileTask });
    await expect(worker.ended).rejects.toMatchObject({ code: 'LLM_MODEL_MISSING' });
    await worker.close();
    expect(await left()).toBe(1);
    const next = await startQueueWorker({ connection, model: model(), ledger, task: profileTask });
    await expect.poll(left, { timeout: 20_000 }).toBe(0);
    await next.close();
    expect(ledger.size).toBeGreaterThanOrEqual(5);
    await ledger.close();
  });

  test('a job of another task fails with the reason, and is tried again when it is put in again', async () => {
    await enqueue(profilePrompts.slice(0, 5));
    const ledger = await openLedger(path('ledger'));
    const other = { ...profileTask, version: '2' };
    const worker = await startQueueWorker({ connection, model: model(), ledger, task: other });
    await expect.poll(() => queue.getFailedCount(), { timeout: 20_000 }).toBe(1);
    await worker.close();
    const [failed] = await queue.getFailed();
    expect(failed.failedReason).toBe('this worker has no task profile 1, but profile 2');
    expect(ledger.size).toBe(0);
    await enqueue(profilePrompts.slice(0, 5));
    expect([await queue.getFailedCount(), await left()]).toEqual([0, 1]);
    await ledger.close();
  });
});

import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { createRandom } from '@hnlm/core';
import { openLedger } from '@hnlm/llm';
import { type DoubleCounters, startOllamaDouble } from '@hnlm/llm/testing';
import type { Check } from '../check.ts';

const script = fileURLToPath(new URL('../generate-run.ts', import.meta.url));
const prompts = 5000;
const kills = 20;

/** Stored answers at a kill, by request: how often each had been asked, and its text. */
type Stored = ReadonlyMap<string, { readonly asked: number; readonly text: string }>;

/** Loses nothing that was stored, whenever the process dies. */
export const crash: Check = {
  name: 'crash',
  about: `a run of ${prompts} prompts over HTTP, killed with kill -9 at ${kills} random moments (argument: seed): nothing lost, nothing asked twice`,
  async run(log, args) {
    const seed = Number(args[0] ?? Date.now() % 1e6);
    const folder = await mkdtemp(join(tmpdir(), 'hnlm-crash-'));
    try {
      log('one run without interruption ...');
      const whole = await withServer((host, counters) => runWhole(host, join(folder, 'whole'), counters));
      log(`${whole.requests} requests; now the same, killed ${kills} times (seed ${seed}) ...`);
      const killed = await withServer((host, counters) =>
        runKilled(host, join(folder, 'killed'), counters, whole.requests, seed, log),
      );
      const identical = killed.output === whole.output;
      const { lost, askedAgain, records, requests, storedAtKill, lostWithProcess } = killed;
      const done = storedAtKill.length === kills;
      return {
        pass: done && identical && lost === 0 && askedAgain === 0 && records === whole.records,
        figures: {
          seed,
          identical,
          lost,
          askedAgain,
          records,
          recordsUninterrupted: whole.records,
          requests,
          requestsUninterrupted: whole.requests,
          // Asked, but not stored when the process died: these are asked again by right.
          underwayAtKill: lostWithProcess,
          storedAtKill,
        },
      };
    } finally {
      await rm(folder, { recursive: true, force: true });
    }
  },
};

async function runWhole(host: string, folder: string, counters: DoubleCounters) {
  const output = `${folder}.json`;
  await ended(start(host, folder, output));
  const records = (await read(folder)).size;
  return { output: await readFile(output, 'utf8'), records, requests: total(counters) };
}

async function runKilled(
  host: string,
  folder: string,
  counters: DoubleCounters,
  expected: number,
  seed: number,
  log: (line: string) => void,
) {
  const random = createRandom(seed);
  const moments = Array.from({ length: kills }, () => random.integer(expected)).sort((a, b) => a - b);
  const output = `${folder}.json`;
  const snapshots: Stored[] = [];
  for (const moment of moments) {
    const child = start(host, folder, output);
    // What was stored is not asked again, so each run needs only to get on from there.
    const before = snapshots.at(-1)?.size ?? 0;
    const target = total(counters) + Math.max(1, moment - before);
    while (total(counters) < target && child.exitCode === null) await sleep(1);
    await sleep(random.uniform() * 10);
    child.kill('SIGKILL');
    await once(child, 'close');
    if (existsSync(output)) break;
    snapshots.push(await snapshot(folder, counters));
    log(`killed at ${moment} of ${expected}, with ${snapshots.at(-1)?.size} answers stored`);
  }
  await ended(start(host, folder, output));

  const final = await read(folder);
  const checked = snapshots.flatMap((stored) => [...stored]);
  return {
    output: await readFile(output, 'utf8'),
    records: final.size,
    requests: total(counters),
    lost: checked.filter(([request, { text }]) => final.get(request) !== text).length,
    askedAgain: checked.filter(([request, { asked }]) => counters.prompts[request] !== asked).length,
    storedAtKill: snapshots.map(({ size }) => size),
    lostWithProcess: total(counters) - final.size,
  };
}

function start(host: string, folder: string, output: string): ChildProcess {
  const flags = ['--conditions=@hnlm/source', '--disable-warning=ExperimentalWarning'];
  return spawn(process.execPath, [...flags, script, host, folder, output, String(prompts)], {
    stdio: ['ignore', 'ignore', 'inherit'],
  });
}

async function ended(child: ChildProcess): Promise<void> {
  const [code] = (await once(child, 'close')) as [number];
  if (code !== 0) throw new Error(`the run ended with code ${code}`);
}

/** Reads the text of every stored reply by its request as the server counts them, with what a later run reads with. */
async function read(folder: string): Promise<Map<string, string>> {
  const ledger = await openLedger(folder);
  const texts = new Map<string, string>();
  for await (const [, { promptHash, attempt, reply }] of ledger.entries()) {
    texts.set(`${promptHash}/${attempt}`, reply.text);
  }
  await ledger.close();
  return texts;
}

async function snapshot(folder: string, counters: DoubleCounters): Promise<Stored> {
  const texts = existsSync(folder) ? await read(folder) : new Map<string, string>();
  return new Map(
    [...texts].map(([request, text]) => [request, { text, asked: counters.prompts[request] ?? 0 }]),
  );
}

/** Runs something against a fresh server whose replies are sometimes unusable. */
async function withServer<T>(use: (host: string, counters: DoubleCounters) => Promise<T>): Promise<T> {
  const double = await startOllamaDouble({ scenario: 'mixed', seed: 1, latency: 5, parallel: 16 });
  try {
    return await use(double.url, double.counters);
  } finally {
    await double.close();
  }
}

function total({ prompts }: DoubleCounters): number {
  return Object.values(prompts).reduce((sum, count) => sum + count, 0);
}

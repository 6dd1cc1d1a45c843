import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { createRandom } from '@hnlm/core';
import type { LedgerRecord } from '@hnlm/llm';
import { type DoubleCounters, startOllamaDouble } from '@hnlm/llm/testing';
import type { Check } from '../check.ts';
import { latest, startReproduce } from '../run-reproduce.ts';

const kills = 5;

/** A run that asks a language model some hundreds of times and trains a few models. */
const args = [
  ...['--llm', 'ollama:llama3.1:8b', '--embedder', 'ollama:nomic-embed-text'],
  ...['--world', 'users=80,items=60,interactions=1600', '--max-negatives', '300'],
  ...['--rows', 'uniform,dns,mix,adjusted', '--seeds', '2', '--epochs', '25'],
];

/** Stored answers at the moment of a kill, and how often each had been asked. */
interface Snapshot {
  readonly prompts: ReadonlyMap<string, number>;
  readonly storedTexts: number;
  readonly sentTexts: number;
}

/** A run that is killed again and again ends as one that was not. */
export const resume: Check = {
  name: 'resume',
  about: `a run with an Ollama server, killed with kill -9 at ${kills} random moments: same metrics.json, nothing asked twice`,
  async run(log) {
    const folders = await Promise.all(
      ['whole', 'killed'].map((name) => mkdtemp(join(tmpdir(), `hnlm-${name}-`))),
    );
    const [whole, killed] = folders;
    try {
      log('one run without interruption ...');
      const reference = await withServer(
        async (host) => startReproduce([...args, '--out', whole], host).ended,
      );
      if (reference.result.code !== 0) {
        return {
          pass: false,
          figures: { code: reference.result.code, error: reference.result.stderr.slice(-2000) },
        };
      }
      const expected = await readFile(latest(whole, 'metrics.json'), 'utf8');

      const { result, counters } = await withServer(async (host, live) => {
        const random = createRandom(Date.now());
        const moments = Array.from({ length: kills }, () => random.uniform()).sort((a, b) => a - b);
        const snapshots: Snapshot[] = [];
        const killedAt: number[] = [];
        let before = 0;
        for (const moment of moments) {
          // What was done before a kill is not done again, so each try needs only to get this far from there.
          const wait = 0.5 + (moment - before) * reference.result.seconds;
          before = moment;
          const running = startReproduce([...args, '--out', killed], host);
          const early = await Promise.race([running.ended.then(() => true), sleep(wait * 1000, false)]);
          if (early) break;
          running.process.kill('SIGKILL');
          await running.ended;
          killedAt.push(Math.round(wait * 10) / 10);
          snapshots.push(await snapshot(killed, live));
          log(`killed after ${wait.toFixed(1)} s, with ${snapshots.at(-1)?.prompts.size} answers stored`);
        }
        const last = await startReproduce([...args, '--out', killed], host).ended;
        return { last, snapshots, killedAt };
      });
      const { last, snapshots, killedAt } = result;
      if (last.code !== 0)
        return { pass: false, figures: { code: last.code, error: last.stderr.slice(-2000) } };
      const askedAgain = snapshots.flatMap(({ prompts }) =>
        [...prompts].filter(([prompt, count]) => (counters.prompts[prompt] ?? 0) > count),
      );
      const distinct = Object.keys(counters.texts).length;
      const embeddedAgain = snapshots.filter(
        ({ storedTexts, sentTexts }, n) =>
          (snapshots[n + 1]?.sentTexts ?? sum(counters.texts)) - sentTexts > distinct - storedTexts,
      );
      const same = (await readFile(latest(killed, 'metrics.json'), 'utf8')) === expected;
      return {
        pass: same && askedAgain.length === 0 && embeddedAgain.length === 0 && killedAt.length === kills,
        figures: {
          same,
          killedAfterSeconds: killedAt,
          storedAtKill: snapshots.map(({ prompts }) => prompts.size),
          askedAgain: askedAgain.length,
          embeddedAgain: embeddedAgain.length,
          prompts: Object.keys(counters.prompts).length,
          requests: sum(counters.prompts),
          bytes: expected.length,
        },
      };
    } finally {
      await Promise.all(folders.map((folder) => rm(folder, { recursive: true, force: true })));
    }
  },
};

/** Runs something against a fresh server whose replies are sometimes unusable. */
async function withServer<T>(
  use: (env: { OLLAMA_HOST: string }, counters: DoubleCounters) => Promise<T>,
): Promise<{ result: T; counters: DoubleCounters }> {
  const double = await startOllamaDouble({ scenario: 'mixed', seed: 1, latency: 25 });
  try {
    return { result: await use({ OLLAMA_HOST: double.url }, double.counters), counters: double.counters };
  } finally {
    await double.close();
  }
}

/** Reads what had been stored when a run was killed; a torn last line does not count. */
async function snapshot(out: string, counters: DoubleCounters): Promise<Snapshot> {
  const stored = await storedLines(join(out, 'ledger'));
  const records = stored.map((line) => (JSON.parse(line) as { value: LedgerRecord }).value);
  const requests = records.map(({ promptHash, attempt }) => `${promptHash}/${attempt}`);
  return {
    prompts: new Map(requests.map((request) => [request, counters.prompts[request] ?? 0])),
    storedTexts: (await storedLines(join(out, 'embeddings'))).length,
    sentTexts: sum(counters.texts),
  };
}

async function storedLines(folder: string): Promise<string[]> {
  const names = await readdir(folder).catch(() => []);
  const contents = await Promise.all(names.map((name) => readFile(join(folder, name), 'utf8')));
  return contents.flatMap((text) => text.split('\n').slice(0, -1)).filter((line) => line.includes('"key"'));
}

function sum(counts: Readonly<Record<string, number>>): number {
  return Object.values(counts).reduce((total, count) => total + count, 0);
}

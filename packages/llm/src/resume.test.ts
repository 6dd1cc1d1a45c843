import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterEach, beforeEach, expect, test } from 'vitest';
import type { Generation } from './generation.ts';
import type { LedgerRecord } from './ledger.ts';
import { type OllamaDouble, startOllamaDouble } from './testing/ollama-double.ts';

const script = fileURLToPath(new URL('./__fixtures__/generate-until-killed.ts', import.meta.url));
let folder: string;
let double: OllamaDouble;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'hnlm-resume-'));
  double = await startOllamaDouble({ scenario: 'mixed', latency: 20 });
});
afterEach(async () => {
  await double.close();
  await rm(folder, { recursive: true });
});

const asked = () => Object.values(double.counters.prompts).reduce((sum, count) => sum + count, 0);

function run(ledger: string, output: string) {
  const flags = ['--conditions=@hnlm/source', '--no-warnings'];
  return spawn(process.execPath, [...flags, script, double.url, ledger, output], { stdio: 'inherit' });
}

/** Reads complete lines only, as a later run does. */
async function storedRequests(ledger: string): Promise<string[]> {
  const texts = await Promise.all(
    (await readdir(ledger)).map((file) => readFile(join(ledger, file), 'utf8')),
  );
  const lines = texts.flatMap((text) => text.split('\n').slice(0, -1));
  const records = lines.map((line) => (JSON.parse(line) as { value: LedgerRecord }).value);
  return records.map(({ promptHash, attempt }) => `${promptHash}/${attempt}`);
}

test('a run killed again and again asks nothing twice that was stored, and ends as one that was not', async () => {
  const ledger = join(folder, 'ledger');
  const output = join(folder, 'killed.json');
  const storedAtKill: [request: string, asked: number][] = [];
  for (const killAt of [3, 17, 30, 44, 58]) {
    const child = run(ledger, output);
    await expect.poll(asked, { timeout: 10_000, interval: 5 }).toBeGreaterThanOrEqual(killAt);
    child.kill('SIGKILL');
    await once(child, 'close');
    expect(existsSync(output)).toBe(false);
    for (const request of await storedRequests(ledger)) {
      storedAtKill.push([request, double.counters.prompts[request]]);
    }
  }
  await once(run(ledger, output), 'close');
  expect(storedAtKill.length).toBeGreaterThan(50);
  for (const [request, count] of storedAtKill) expect(double.counters.prompts[request]).toBe(count);
  const stored = await storedRequests(ledger);
  expect(new Set(stored).size).toBe(stored.length);

  const whole = join(folder, 'whole.json');
  await once(run(join(folder, 'other-ledger'), whole), 'close');
  expect(await readFile(output, 'utf8')).toBe(await readFile(whole, 'utf8'));
  const generations = JSON.parse(await readFile(whole, 'utf8')) as Generation<unknown>[];
  expect(new Set(generations.map(({ status }) => status))).toEqual(new Set(['ok', 'abstained']));
  expect(generations.some(({ provenance }) => provenance.attempts > 1)).toBe(true);
});

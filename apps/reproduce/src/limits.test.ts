import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { openLedger } from '@hnlm/llm';
import { type OllamaDouble, type OllamaDoubleOptions, startOllamaDouble } from '@hnlm/llm/testing';
import { afterEach, describe, expect, it } from 'vitest';
import { runFolders } from './__fixtures__/read-run.ts';
import { type Ended, runCli } from './__fixtures__/run-cli.ts';
import { temporaryFolder } from './__fixtures__/temporary-folder.ts';

const args = [
  ...['--world', 'users=24,items=20,interactions=300', '--rows', 'uniform,mix', '--epochs', '2'],
  ...['--llm', 'ollama:llama3.1:8b', '--embedder', 'ollama:nomic-embed-text', '--seeds', '1'],
  ...['--max-negatives', '40'],
];

let double: OllamaDouble | undefined;
afterEach(async () => {
  await double?.close();
  double = undefined;
});

async function start(options: OllamaDoubleOptions = {}): Promise<{
  double: OllamaDouble;
  run: (out: string, more: readonly string[]) => Promise<Ended>;
}> {
  double = await startOllamaDouble(options);
  const environment = { OLLAMA_HOST: double.url };
  return { double, run: (out, more) => runCli([...args, ...more, '--out', out], environment) };
}

const chats = ({ counters }: OllamaDouble) => counters.requests['/api/chat'] ?? 0;

async function answersIn(out: string): Promise<number> {
  const ledger = await openLedger(join(out, 'ledger'));
  const { size } = ledger;
  await ledger.close();
  return size;
}

/** Reads the table of a dry run: the numbers of each row by its name. */
function estimateOf(stdout: string): Map<string, number[]> {
  const rows = stdout.split('\n').flatMap((line) => {
    const [, name, numbers] = /^([a-z ]+?) {2,}([\d,. ]+)$/.exec(line) ?? [];
    const values = numbers?.split(/ +/).map((cell) => Number(cell.replaceAll(',', '')));
    return values ? [[name, values] as const] : [];
  });
  return new Map(rows);
}

describe('--dry-run', () => {
  it('tells what would be asked, of what the ledger lacks, and neither asks nor writes', async () => {
    const { double, run } = await start();
    const out = join(temporaryFolder(), 'runs');
    const price = ['--dry-run', '--price', 'prompt=1,completion=2'];
    const first = await run(out, price);
    expect(first.code).toBe(0);
    expect([chats(double), double.counters.requests['/api/embed'], existsSync(out)]).toEqual([
      0,
      undefined,
      false,
    ]);
    const estimate = estimateOf(first.stdout);
    expect([...estimate.keys()]).toEqual(['item profiles', 'user profiles', 'negatives', 'together']);
    const [requests, inLedger, prompts, replies, cost] = estimate.get('together')!;
    // One user has no train item.
    expect(['item profiles', 'user profiles'].map((name) => estimate.get(name)![0])).toEqual([20, 23]);
    const [negatives] = estimate.get('negatives')!;
    expect(negatives).toBeGreaterThan(30);
    expect(negatives).toBeLessThanOrEqual(40);
    expect([requests, inLedger]).toEqual([20 + 23 + negatives, 0]);
    expect(cost).toBeCloseTo((prompts + 2 * replies) / 1e6, 3);

    expect((await run(out, ['--max-tokens', '12000'])).code).toBe(3);
    const stored = await answersIn(out);
    const asked = chats(double);
    const folders = readdirSync(out).sort();
    const second = estimateOf((await run(out, price)).stdout);
    expect(stored).toBeGreaterThan(10);
    expect(second.get('item profiles')!.slice(0, 2)).toEqual([
      20 - Math.min(20, stored),
      Math.min(20, stored),
    ]);
    expect(second.get('together')![1]).toBe(stored);
    expect(chats(double)).toBe(asked);
    expect(readdirSync(out).sort()).toEqual(folders);
  }, 240_000);

  it('says where nothing would be asked, and where the budget is too small', async () => {
    const { run } = await start();
    const out = join(temporaryFolder(), 'runs');
    const small = await run(out, ['--dry-run', '--max-tokens', '1000']);
    expect(small.stdout).toContain('more than the budget');
    const none = await run(out, ['--dry-run', '--rows', 'uniform']);
    expect(estimateOf(none.stdout).get('together')).toEqual([0, 0, 0, 0]);
  }, 180_000);
});

describe('a budget', () => {
  it('ends the run with 3, and what was answered is not asked again', async () => {
    const { double, run } = await start({ scenario: 'mixed', latency: 5 });
    const out = temporaryFolder();
    const ended = await run(out, ['--max-cost', '0.01', '--price', 'prompt=1,completion=1']);
    expect(ended.code).toBe(3);
    expect(ended.stderr).toMatch(
      /Ended: the budget is used up: 0\.01\d* of 0\.01\. What was answered is stored/,
    );
    expect(ended.stderr).toContain('goes on where this run stopped');
    expect(ended.stderr).not.toContain('error');
    expect(await answersIn(out)).toBe(chats(double));
    const [folder] = runFolders(out);
    const before = chats(double);

    const again = await run(out, ['--max-tokens', '8000']);
    expect(again.code).toBe(3);
    expect(again.stderr).toContain('Going on with the unfinished run');
    expect(runFolders(out)).toEqual([folder]);
    expect(chats(double)).toBeGreaterThan(before);
    expect(Object.values(double.counters.prompts).every((count) => count === 1)).toBe(true);
  }, 180_000);

  it('holds over all stages of a run together', async () => {
    const { double, run } = await start();
    const out = temporaryFolder();
    const whole = estimateOf((await run(join(out, 'none'), ['--dry-run'])).stdout);
    const [, , promptsOfItems] = whole.get('item profiles')!;
    // Enough for the items and some users, were each stage to begin anew.
    const ended = await run(out, ['--max-tokens', String(promptsOfItems + 6000)]);
    expect(ended.code).toBe(3);
    expect(chats(double)).toBeGreaterThan(20);
    expect(chats(double)).toBeLessThan(44);
  }, 180_000);
});

describe('a model whose replies are unusable', () => {
  it('ends the run with 3 as soon as too many are, says why, and is asked again only when told to', async () => {
    const { double, run } = await start({ scenario: 'over-word-limit' });
    const out = temporaryFolder();
    const ended = await run(out, []);
    expect(ended.code).toBe(3);
    expect(ended.stderr).toMatch(/^[3-6] of the first \d+ item profiles have no usable reply/m);
    expect(ended.stderr).toMatch(/reason: 3 unusable replies; the last: "summarization" has 200 words/);
    expect(ended.stderr).toContain('--retry-failed');
    expect(chats(double)).toBeLessThan(3 * 20);
    const asked = chats(double);

    const again = await run(out, []);
    expect(again.code).toBe(3);
    const retried = await run(out, ['--retry-failed']);
    expect(retried.code).toBe(3);
    expect(chats(double)).toBeGreaterThan(asked);
  }, 180_000);

  it('may fail as often as the user allows', async () => {
    const { run } = await start({ scenario: 'over-word-limit' });
    const ended = await run(temporaryFolder(), ['--max-failure-rate', '1']);
    expect(ended.code).toBe(0);
    expect(ended.stderr).toContain('20 of 20 item profiles have no usable reply');
  }, 180_000);
});

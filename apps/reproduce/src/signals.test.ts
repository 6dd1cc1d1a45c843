import { readFileSync } from 'node:fs';
import { type OllamaDouble, startOllamaDouble } from '@hnlm/llm/testing';
import { afterEach, describe, expect, it } from 'vitest';
import { type Started, startScript } from './__fixtures__/run-cli.ts';
import { temporaryFolder } from './__fixtures__/temporary-folder.ts';

const args = [
  ...['--world', 'users=60,items=60,interactions=900', '--rows', 'uniform,mix', '--epochs', '2'],
  ...['--llm', 'ollama:llama3.1:8b', '--embedder', 'ollama:nomic-embed-text', '--seeds', '1'],
];
const waiting = { timeout: 30_000, interval: 5 };

let double: OllamaDouble;
let running: Started | undefined;
afterEach(async () => {
  running?.process.kill('SIGKILL');
  await running?.ended;
  running = undefined;
  await double.close();
});

function startRun(out = temporaryFolder()): Started {
  running = startScript('cli.ts', [...args, '--out', out], { OLLAMA_HOST: double.url });
  return running;
}

const asked = () => Object.values(double.counters.prompts).reduce((sum, count) => sum + count, 0);

describe('the first Ctrl-C', () => {
  it('lets requests under way be answered and stored, so that none is asked again', async () => {
    double = await startOllamaDouble({ latency: 60 });
    const out = temporaryFolder();
    const started = startRun(out);
    await expect.poll(asked, waiting).toBeGreaterThan(20);
    started.process.kill('SIGINT');
    const ended = await started.ended;
    expect(ended.code).toBe(130);
    expect(ended.stderr).toMatch(/Ending when the (\d+ requests|request) under way (are|is) answered/);
    expect(ended.stderr).toContain('Interrupted. The same command (without --fresh) goes on');
    expect(double.counters.aborted).toBe(0);
    const atStop = asked();
    expect(atStop).toBeLessThan(60);

    const again = startRun(out);
    await expect.poll(asked, waiting).toBeGreaterThan(atStop + 5);
    again.process.kill('SIGTERM');
    expect((await again.ended).code).toBe(143);
    expect(Object.values(double.counters.prompts).every((count) => count === 1)).toBe(true);
  }, 180_000);
});

describe('the second Ctrl-C', () => {
  it('does not wait, and the server is told', async () => {
    double = await startOllamaDouble({ latency: 600_000 });
    const started = startRun();
    await expect.poll(asked, waiting).toBeGreaterThan(1);
    started.process.kill('SIGINT');
    await new Promise((resolve) => setTimeout(resolve, 300));
    expect(started.process.exitCode).toBeNull();
    started.process.kill('SIGINT');
    expect((await started.ended).code).toBe(130);
    await expect.poll(() => double.counters.aborted, waiting).toBe(asked());
  }, 180_000);
});

describe.skipIf(process.platform !== 'linux')('Ctrl-Z', () => {
  /** The state of a process as Linux tells it; T is stopped. */
  const stateOf = (pid: number) => /\) (\w)/.exec(readFileSync(`/proc/${pid}/stat`, 'utf8'))?.[1];

  it('stops the process when no request is under way, and SIGCONT lets it go on', async () => {
    double = await startOllamaDouble({ latency: 100 });
    const started = startRun();
    const pid = started.process.pid!;
    await expect.poll(asked, waiting).toBeGreaterThan(10);
    started.process.kill('SIGTSTP');
    await expect.poll(() => stateOf(pid), waiting).toBe('T');
    const atRest = asked();
    expect(double.counters.aborted).toBe(0);
    await new Promise((resolve) => setTimeout(resolve, 400));
    expect(asked()).toBe(atRest);
    started.process.kill('SIGCONT');
    await expect.poll(asked, waiting).toBeGreaterThan(atRest + 10);
    started.process.kill('SIGINT');
    const ended = await started.ended;
    expect(ended.code).toBe(130);
    expect(ended.stderr).toContain(`Paused. It goes on with fg, or with: kill -CONT ${pid}`);
    expect(Object.values(double.counters.prompts).every((count) => count === 1)).toBe(true);
  }, 180_000);
});

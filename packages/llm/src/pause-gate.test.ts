import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';

const script = fileURLToPath(new URL('./__fixtures__/paused-run.ts', import.meta.url));

test('a process that is paused stays, although nothing else keeps it', async () => {
  const flags = ['--conditions=@hnlm/source', '--no-warnings'];
  const child = spawn(process.execPath, [...flags, script], { stdio: ['ignore', 'pipe', 'inherit'] });
  let output = '';
  child.stdout.setEncoding('utf8').on('data', (chunk: string) => {
    output += chunk;
  });
  const closed = once(child, 'close');
  await expect.poll(() => output, { timeout: 20_000 }).toBe('paused\n');
  await new Promise((resolve) => setTimeout(resolve, 300));
  expect(child.exitCode).toBeNull();
  child.kill('SIGCONT');
  expect(await closed).toEqual([0, null]);
  expect(output).toBe('paused\nwent on\n');
});

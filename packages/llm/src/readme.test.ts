import { execFile } from 'node:child_process';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { expect, test } from 'vitest';
import { startOllamaDouble } from './testing/ollama-double.ts';

const run = promisify(execFile);
const packageFolder = fileURLToPath(new URL('..', import.meta.url));

async function runExample(index: number, host: string): Promise<string> {
  const readme = await readFile(join(packageFolder, 'README.md'), 'utf8');
  const example = [...readme.matchAll(/```ts\n([\s\S]*?)```/g)][index][1];
  const folder = await mkdtemp(join(tmpdir(), 'hnlm-readme-'));
  // Imports are resolved from the package's folder, so only the example's own folder names are changed.
  const code = example.replace(
    /(open\w+)\('(\w+)'\)/,
    (_, open, name) => `${open}(${JSON.stringify(join(folder, name))})`,
  );
  const flags = ['--conditions=@hnlm/source', '--no-warnings', '--input-type=module', '--eval', code];
  try {
    const env = { ...process.env, OLLAMA_HOST: host };
    return (await run(process.execPath, flags, { cwd: packageFolder, env, timeout: 20_000 })).stdout;
  } finally {
    await rm(folder, { recursive: true });
  }
}

test('the examples of the README run', async () => {
  const double = await startOllamaDouble();
  expect((await runExample(0, double.url)).trim().split('\n')).toEqual([
    expect.stringContaining('Green tea'),
    expect.stringContaining('Folding bicycle'),
  ]);
  expect(await runExample(1, double.url)).toBe('1024 512\n');
  await double.close();
});

import { afterEach, expect, test, vi } from 'vitest';
import { runNamed } from './run-named.ts';

afterEach(() => {
  vi.restoreAllMocks();
  process.exitCode = undefined;
});

test('what the checks are about stands in one column, behind the longest name', async () => {
  const lines: string[] = [];
  vi.spyOn(console, 'log').mockImplementation((text: string) => lines.push(...text.split('\n')));
  vi.spyOn(process, 'argv', 'get').mockReturnValue(['node', 'verify.ts']);
  const run = async () => ({ pass: true, figures: {} });
  await runNamed('verify', [
    { name: 'short', about: 'one', run },
    { name: 'a-rather-long-name', about: 'another', run },
  ]);
  expect(lines.slice(1)).toEqual([`  ${'short'.padEnd(20)}one`, '  a-rather-long-name  another']);
});

import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { temporaryFolder } from '../__fixtures__/temporary-folder.ts';
import { codeFingerprint } from './code-fingerprint.ts';

test('the fingerprint changes with the sources and the dependencies, not with tests and builds', async () => {
  const root = temporaryFolder({ 'pnpm-lock.yaml': 'a: 1' });
  for (const folder of ['packages/core/src', 'packages/core/dist', 'packages/core/node_modules/x', 'apps'])
    mkdirSync(join(root, folder), { recursive: true });
  const write = (path: string, text: string) => writeFileSync(join(root, path), text);
  write('packages/core/src/a.ts', '1');
  const first = await codeFingerprint(root);

  write('packages/core/src/a.test.ts', '1');
  write('packages/core/dist/a.ts', '1');
  write('packages/core/node_modules/x/a.ts', '1');
  expect(await codeFingerprint(root)).toBe(first);

  const seen = new Set([first]);
  for (const [path, text] of [
    ['packages/core/src/a.ts', '2'],
    ['packages/core/src/b.ts', ''],
    ['pnpm-lock.yaml', 'a: 2'],
  ]) {
    write(path, text);
    seen.add(await codeFingerprint(root));
  }
  rmSync(join(root, 'packages/core/src/a.ts'));
  seen.add(await codeFingerprint(root));
  expect(seen.size).toBe(5);
});

test('the sources of this repository have one', async () => {
  expect(await codeFingerprint()).toMatch(/^[0-9a-f]{16}$/);
});

import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll } from 'vitest';

/** One a test file; here, since a test that runs can no longer register what is to happen after all. */
const base = mkdtempSync(join(tmpdir(), 'hnlm-app-'));
afterAll(() => rmSync(base, { recursive: true, force: true }));

/** Makes a folder with files that lasts until the tests of the file have ended; returns its path. */
export function temporaryFolder(files: Readonly<Record<string, string | Uint8Array>> = {}): string {
  const folder = mkdtempSync(join(base, 'folder-'));
  for (const [name, content] of Object.entries(files)) writeFileSync(join(folder, name), content);
  return folder;
}

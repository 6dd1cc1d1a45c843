import { createHash } from 'node:crypto';
import { readdir, readFile } from 'node:fs/promises';
import { join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';

const repository = fileURLToPath(new URL('../../../..', import.meta.url));

/** Hashes the sources and the versions of dependencies, so that no run is continued by other code than began it. */
export async function codeFingerprint(root: string = repository): Promise<string> {
  const hash = createHash('sha256');
  for (const folder of ['packages', 'apps']) {
    const entries = await readdir(join(root, folder), { recursive: true, withFileTypes: true });
    const files = entries
      .filter((entry) => entry.isFile() && entry.name.endsWith('.ts') && !entry.name.endsWith('.test.ts'))
      .map((entry) => join(entry.parentPath, entry.name))
      .filter((file) => !/node_modules|dist[/\\]/.test(relative(root, file)))
      .sort();
    for (const file of files) hash.update(relative(root, file)).update(await readFile(file));
  }
  hash.update(await readFile(join(root, 'pnpm-lock.yaml')));
  return hash.digest('hex').slice(0, 16);
}

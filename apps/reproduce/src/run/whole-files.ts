import { open, readFile, rename, rm } from 'node:fs/promises';

/** Writes a file so that it is either there as a whole or not at all, also after a crash. */
export async function writeFileWhole(path: string, contents: string | Uint8Array): Promise<void> {
  // One name for all tries: what a crash left is overwritten by the next one.
  const draft = `${path}.draft`;
  try {
    const handle = await open(draft, 'w');
    try {
      await handle.writeFile(contents);
      await handle.sync();
    } finally {
      await handle.close();
    }
    await rename(draft, path);
  } catch (error) {
    await rm(draft, { force: true });
    throw error;
  }
}

/** Reads a JSON file; `undefined` where there is none. */
export async function readJson<T>(path: string): Promise<T | undefined> {
  try {
    return JSON.parse(await readFile(path, 'utf8')) as T;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw error;
  }
}

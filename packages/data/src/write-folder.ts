import { mkdir, rename, rm, writeFile } from 'node:fs/promises';
import { dirname, join, resolve } from 'node:path';
import { HnlmError } from '@hnlm/core';
import { exists } from './text-file.ts';

/** The file by which a folder that this package wrote is recognised, and which says what is in it. */
export const manifestName = 'dataset.json';

/**
 * Writes a folder whole or not at all: `fill` writes into a folder beside it, which then takes its name.
 * An existing folder is replaced only if that is asked for and this package wrote it.
 *
 * @param fill writes the files and returns the manifest
 * @throws HnlmError `DATA_EXISTS`
 */
export async function writeFolder(
  path: string,
  overwrite: boolean,
  fill: (draft: string) => Promise<object>,
): Promise<void> {
  const folder = resolve(path);
  await checkFree(folder, overwrite);
  const draft = `${folder}.draft-${process.pid}`;
  const replaced = `${folder}.replaced-${process.pid}`;
  await mkdir(dirname(folder), { recursive: true });
  await rm(draft, { recursive: true, force: true });
  await mkdir(draft);
  try {
    const manifest = await fill(draft);
    await writeFile(join(draft, manifestName), `${JSON.stringify(manifest, undefined, 2)}\n`);
    await checkFree(folder, overwrite);
    const before = await exists(folder);
    if (before) await rename(folder, replaced);
    try {
      await rename(draft, folder);
    } catch (cause) {
      if (before) await rename(replaced, folder);
      throw cause;
    }
    await rm(replaced, { recursive: true, force: true });
  } finally {
    await rm(draft, { recursive: true, force: true });
  }
}

async function checkFree(folder: string, overwrite: boolean): Promise<void> {
  if (!(await exists(folder))) return;
  const isOurs = await exists(join(folder, manifestName));
  if (overwrite && isOurs) return;
  throw new HnlmError(`${folder} exists already${isOurs ? '' : ', and is not a dataset'}`, {
    code: 'DATA_EXISTS',
    hint: isOurs ? 'Name another folder, or set overwrite: true.' : 'Name another folder.',
    evidence: { folder },
  });
}

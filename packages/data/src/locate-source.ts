import { readdir, stat } from 'node:fs/promises';
import { basename, join, resolve } from 'node:path';
import { HnlmError } from '@hnlm/core';
import type { InteractionFormat } from './format.ts';
import { expectedRelease, interactionsOfRelease, itemsOfRelease } from './locate-release.ts';
import { exists, findFile } from './text-file.ts';

/** One file of interactions, perhaps with a file of the same release beside it that describes the items. */
export interface SingleSource {
  readonly file: string;
  readonly items?: string;
}

/** The files of a ready split. */
export interface SplitSource {
  readonly train: string;
  readonly validation?: string;
  readonly test: string;
}

/**
 * Finds the files that a path means: itself, or what a folder holds.
 *
 * @throws HnlmError `DATA_MISSING`, naming what the folder holds.
 */
export async function locateSource(
  path: string,
  format: InteractionFormat,
): Promise<SingleSource | SplitSource> {
  const isFolder = (await exists(path)) && (await stat(path)).isDirectory();
  const names = isFolder ? (await readdir(path)).sort() : [];
  if (format === 'recbole') return locateAtomic(isFolder ? join(path, atomicName(path, names)) : path);
  if (!isFolder) return withItems(await findFile(path), format);
  const interactions = interactionsOfRelease(names, format);
  if (interactions !== undefined) return withItems(join(path, interactions), format);
  const part = (pattern: string) => {
    const name = names.find((one) => new RegExp(`^(${pattern})\\.(txt|csv|tsv)(\\.gz)?$`).test(one));
    return name && join(path, name);
  };
  const train = part('train');
  const test = part('test');
  if (train && test) return { train, test, validation: part('valid|validation|val') };
  throw folderError(path, expectedRelease(format) ?? 'a train and a test file (train.txt, test.txt)', names);
}

async function withItems(file: string, format: InteractionFormat): Promise<SingleSource> {
  const items = await itemsOfRelease(file, format);
  return items === undefined ? { file } : { file, items };
}

async function locateAtomic(path: string): Promise<SingleSource> {
  const prefix = path.replace(/\.inter(\.gz)?$/, '');
  const file = await findFile(`${prefix}.inter`);
  const items = [`${prefix}.item`, `${prefix}.item.gz`];
  for (const candidate of items) if (await exists(candidate)) return { file, items: candidate };
  return { file };
}

/** Picks the folder's one `.inter` file, or the one that is named after the folder. */
function atomicName(path: string, names: readonly string[]): string {
  const found = names.filter((name) => /\.inter(\.gz)?$/.test(name));
  const own = found.find((name) => name.startsWith(`${basename(resolve(path))}.inter`));
  const chosen = own ?? (found.length === 1 ? found[0] : undefined);
  if (chosen === undefined) throw folderError(path, `${basename(resolve(path))}.inter`, names);
  return chosen;
}

function folderError(path: string, wanted: string, names: readonly string[]): HnlmError {
  return new HnlmError(`the folder ${path} does not hold ${wanted}`, {
    code: 'DATA_MISSING',
    hint: `Name one of its files: ${names.join(', ') || '(it is empty)'}.`,
    evidence: { file: path },
  });
}

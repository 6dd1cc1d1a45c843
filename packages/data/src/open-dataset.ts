import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { type Dataset, HnlmError, type ItemText, type Review } from '@hnlm/core';
import { assembleDataset } from './assemble-dataset.ts';
import { openParquet, type ParquetFile } from './parquet-file.ts';
import { type SavedDataset, savedFiles, savedFormat, savedVersion } from './saved-dataset.ts';
import { digestFile } from './sha256.ts';
import { part } from './split.ts';
import { exists } from './text-file.ts';
import { manifestName } from './write-folder.ts';

/**
 * Opens a dataset that `saveDataset` wrote. It equals the saved one to the bit.
 *
 * @throws HnlmError `DATA_MISSING` if the folder holds no saved dataset; `DATA_DAMAGED` if a file is not what
 *   was saved; `DATA_FORMAT` if it is an export, or a later version wrote it.
 * @example
 * ```ts
 * const dataset = await openDataset('data/toys');
 * ```
 */
export async function openDataset(folder: string): Promise<Dataset> {
  const saved = await readManifest(folder);
  for (const [file, { sha256 }] of Object.entries(saved.files)) {
    const path = join(folder, file);
    if (!(await exists(path))) throw damaged(path, 'is missing');
    if ((await digestFile(path)).sha256 !== sha256) throw damaged(path, 'is not what was saved');
  }
  const open = (file: keyof typeof savedFiles) => openParquet(join(folder, savedFiles[file]));
  const users = await readIds(await open('users'));
  const itemFile = await open('items');
  const items = await readIds(itemFile);
  const columns = await readInteractions(await open('interactions'));
  const reviews = await readReviews(await open('reviews'), columns);
  const log = { users, items, ...columns, reviews, notes: [], provenance: saved.provenance };
  const texts = await readTexts(itemFile);
  const dataset = assembleDataset({
    name: saved.name,
    log,
    partOf: columns.partOf,
    texts,
    withoutValidation: true,
  });
  if (dataset.fingerprint !== saved.fingerprint) {
    throw damaged(
      join(folder, manifestName),
      `names the fingerprint ${saved.fingerprint}, not that of the data`,
    );
  }
  return { ...dataset, notes: saved.notes };
}

async function readManifest(folder: string): Promise<SavedDataset> {
  const path = join(folder, manifestName);
  if (!(await exists(path))) {
    throw new HnlmError(`${folder} holds no saved dataset`, {
      code: 'DATA_MISSING',
      hint: `Name a folder that saveDataset wrote; it holds a ${manifestName}.`,
      evidence: { folder },
    });
  }
  let saved: SavedDataset;
  try {
    saved = JSON.parse(await readFile(path, 'utf8'));
  } catch (cause) {
    throw damaged(path, `is not JSON (${(cause as Error).message})`, cause);
  }
  const { format, version } = saved;
  if (format === savedFormat && version === savedVersion) return saved;
  const known = format === savedFormat ? `of version ${version}` : `in the format "${format}"`;
  throw new HnlmError(`${path} describes data ${known}`, {
    code: 'DATA_FORMAT',
    hint:
      format === savedFormat
        ? 'Open it with the version of @hnlm/data that saved it, or save it again.'
        : 'It is an export; read its parts with fromSplits.',
    evidence: { file: path },
  });
}

async function readIds(file: ParquetFile): Promise<string[]> {
  const ids: string[] = [];
  for await (const { id } of file.blocks(['id'])) for (const one of id) ids.push(one);
  return ids;
}

async function readTexts(file: ParquetFile): Promise<Map<string, ItemText>> {
  const texts = new Map<string, ItemText>();
  const names = ['title', 'description', 'categories', 'brand', 'attributes'];
  for await (const block of file.blocks(['id', ...names])) {
    for (const [row, id] of (block.id as string[]).entries()) {
      const known = names.map((name) => [name, block[name][row] ?? undefined] as const);
      const text = Object.fromEntries(known.filter(([, value]) => value !== undefined));
      texts.set(id, text.attributes ? { ...text, attributes: JSON.parse(text.attributes) } : text);
    }
  }
  return texts;
}

async function readInteractions(file: ParquetFile) {
  const columns = {
    userOf: new Int32Array(file.rows),
    itemOf: new Int32Array(file.rows),
    partOf: new Uint8Array(file.rows),
    ...(file.columns.includes('rating') && { ratings: new Float32Array(file.rows).fill(Number.NaN) }),
    ...(file.columns.includes('time') && { times: new Float64Array(file.rows).fill(Number.NaN) }),
  };
  let start = 0;
  for await (const { user, item, part: named, rating, time } of file.blocks(file.columns)) {
    columns.userOf.set(user as Int32Array, start);
    columns.itemOf.set(item as Int32Array, start);
    for (let row = 0; row < user.length; row++) {
      columns.partOf[start + row] = part[named[row] as keyof typeof part];
      if (columns.ratings) columns.ratings[start + row] = rating[row] ?? Number.NaN;
      if (columns.times) columns.times[start + row] = time[row] ?? Number.NaN;
    }
    start += user.length;
  }
  return columns;
}

/** Both files have their rows in the order of the train view's entries. */
async function readReviews(
  file: ParquetFile,
  { userOf, itemOf }: { readonly userOf: Int32Array; readonly itemOf: Int32Array },
): Promise<(Review | undefined)[]> {
  const reviews = new Array<Review | undefined>(userOf.length).fill(undefined);
  let place = 0;
  for await (const { user, item, title, text, rating } of file.blocks(file.columns)) {
    for (let row = 0; row < user.length; row++) {
      const isHere = () => userOf[place] === user[row] && itemOf[place] === item[row];
      while (place < userOf.length && !isHere()) place++;
      reviews[place] = {
        ...(title[row] != null && { title: title[row] }),
        text: text[row],
        ...(rating[row] != null && { rating: rating[row] }),
      };
    }
  }
  return reviews;
}

function damaged(path: string, what: string, cause?: unknown): HnlmError {
  return new HnlmError(`${path} ${what}`, {
    code: 'DATA_DAMAGED',
    hint: 'Copy the folder again, or save the dataset anew from its source.',
    evidence: { file: path },
    cause,
  });
}

import { join } from 'node:path';
import { type Dataset, expandRows, HnlmError, type Review, type TrainView } from '@hnlm/core';
import { type ParquetColumn, type ParquetRows, writeParquet } from './parquet-file.ts';
import {
  interactionColumns,
  itemColumns,
  partNames,
  reviewColumns,
  type SavedDataset,
  savedFiles,
  savedFormat,
  savedVersion,
  userColumns,
} from './saved-dataset.ts';
import { digestFile, type FileDigest } from './sha256.ts';
import { writeFolder } from './write-folder.ts';

/** Options of {@link saveDataset}. */
export interface SaveDatasetOptions {
  /** Replaces a dataset that the folder holds; an error, if not set. */
  readonly overwrite?: boolean;
}

/**
 * Saves a dataset as a folder of Parquet files, which DuckDB, pandas and polars open as they are:
 *
 * - `interactions.parquet`: `user`, `item` (indices), `part` (`train`, `validation` or `test`), and of train
 *   interactions `rating` and `time` (Unix seconds), where known
 * - `users.parquet`: `index`, `id`
 * - `items.parquet`: `index`, `id`, `title`, `description`, `brand`, `categories`, `attributes` (JSON)
 * - `reviews.parquet`: `user`, `item`, `title`, `text`, `rating`, of train interactions alone
 * - `dataset.json`: name, fingerprint, notes, provenance, and the SHA-256 of the other files
 *
 * The folder appears whole or not at all.
 *
 * @throws HnlmError `DATA_EXISTS` if the folder is there and is not to be replaced, or is no dataset;
 *   `DATA_UNICODE` if an id or a text is not valid Unicode.
 * @example
 * ```ts
 * await saveDataset(dataset, 'data/toys', { overwrite: true });
 * const same = await openDataset('data/toys');
 * ```
 */
export async function saveDataset(
  dataset: Dataset,
  folder: string,
  options: SaveDatasetOptions = {},
): Promise<void> {
  const { name, fingerprint, notes, provenance, train } = dataset;
  const { users, items } = train;
  await writeFolder(folder, options.overwrite ?? false, async (draft) => {
    const files: Record<string, FileDigest> = {};
    const write = async (file: string, columns: readonly ParquetColumn[], blocks: Iterable<ParquetRows>) => {
      writeParquet(join(draft, file), columns, wellFormed(file, columns, blocks));
      files[file] = await digestFile(join(draft, file));
    };
    const known = interactionColumns.filter(
      ({ name }) => (name !== 'rating' || train.ratings) && (name !== 'time' || train.times),
    );
    await write(savedFiles.interactions, known, interactionBlocks(dataset));
    await write(savedFiles.users, userColumns, [{ index: range(users.size), id: [...users.ids] }]);
    await write(savedFiles.items, itemColumns, [itemRows(train)]);
    await write(savedFiles.reviews, reviewColumns, reviewBlocks(train));
    const manifest: SavedDataset = {
      format: savedFormat,
      version: savedVersion,
      name,
      fingerprint,
      users: users.size,
      items: items.size,
      files,
      notes,
      provenance,
    };
    return manifest;
  });
}

function* interactionBlocks(dataset: Dataset): Generator<ParquetRows> {
  for (const part of partNames) {
    const { interactions } = dataset[part];
    const { length } = interactions.indices;
    const none = () => new Array(length).fill(undefined);
    const { ratings, times } = part === 'train' ? dataset.train : {};
    yield {
      user: expandRows(interactions),
      item: interactions.indices,
      part: new Array(length).fill(part),
      rating: ratings ?? none(),
      time: times ?? none(),
    };
  }
}

function itemRows({ items, texts }: TrainView): ParquetRows {
  return {
    index: range(items.size),
    id: [...items.ids],
    title: texts.map(({ title }) => title),
    description: texts.map(({ description }) => description),
    brand: texts.map(({ brand }) => brand),
    categories: texts.map(({ categories }) => categories),
    attributes: texts.map(({ attributes }) => attributes && JSON.stringify(attributes)),
  };
}

function* reviewBlocks({ interactions, review }: TrainView): Generator<ParquetRows> {
  const { rows, indptr, indices } = interactions;
  let found: { user: number; item: number; words: Review }[] = [];
  for (let user = 0; user < rows; user++) {
    for (let entry = indptr[user]; entry < indptr[user + 1]; entry++) {
      const words = review(user, indices[entry]);
      if (words) found.push({ user, item: indices[entry], words });
    }
    if (found.length < 50_000 && user < rows - 1) continue;
    yield {
      user: Int32Array.from(found, ({ user }) => user),
      item: Int32Array.from(found, ({ item }) => item),
      title: found.map(({ words }) => words.title),
      text: found.map(({ words }) => words.text),
      rating: found.map(({ words }) => words.rating),
    };
    found = [];
  }
}

/** Half of a surrogate pair has no UTF-8: it would come back as another character. */
function* wellFormed(
  file: string,
  columns: readonly ParquetColumn[],
  blocks: Iterable<ParquetRows>,
): Generator<ParquetRows> {
  for (const block of blocks) {
    for (const { name, type } of columns) {
      if (type !== 'text' && type !== 'texts') continue;
      for (const value of block[name] as (string | readonly string[] | undefined)[]) {
        for (const text of typeof value === 'string' ? [value] : (value ?? [])) {
          if (!text.isWellFormed()) throw unicodeError(file, name, text);
        }
      }
    }
    yield block;
  }
}

function unicodeError(file: string, column: string, text: string): HnlmError {
  return new HnlmError(`${file}: a ${column} is not valid Unicode: ${JSON.stringify(text.slice(0, 60))}`, {
    code: 'DATA_UNICODE',
    hint: 'Mend it with toWellFormed() before the dataset is made.',
    evidence: { file, column },
  });
}

function range(size: number): Int32Array {
  return Int32Array.from({ length: size }, (_, index) => index);
}

import { type Dataset, HnlmError, idMap } from '@hnlm/core';
import { datasetName } from './dataset-name.ts';
import { densify } from './densify.ts';
import { readLogWithDuckDb } from './duckdb/read-log-with-duckdb.ts';
import type { ScratchOptions } from './duckdb/scratch-database.ts';
import { checkFormat } from './format.ts';
import { fromSplits } from './from-splits.ts';
import { filterLog, type InteractionFilter } from './interaction-filter.ts';
import { type ItemSource, itemCatalogue } from './item-catalogue.ts';
import { locateSource } from './locate-source.ts';
import { createNotes } from './notes.ts';
import { randomPerUser } from './random-per-user.ts';
import { type LogReading, readLog } from './read-log.ts';
import type { HeldOutShares, Split } from './split.ts';
import { splitLog } from './split-log.ts';

/** Options of {@link loadDataset}. */
export interface LoadDatasetOptions extends ItemSource, InteractionFilter, LogReading, ScratchOptions {
  /**
   * A file, with or without its `.gz`; a RecBole folder or prefix (`ml-100k/ml-100k`); or a folder of
   * ready splits: train, test and perhaps valid or validation (`.txt`, `.csv` or `.tsv`).
   */
  readonly path: string;
  /** Named after the file or folder, if not set. */
  readonly name?: string;
  /**
   * Shares of each user's interactions that are held out at random, or another split (`leaveOneOut()`,
   * `temporal({ ... })` ...); a tenth each at random, if not set.
   */
  readonly split?: HeldOutShares | Split;
  /** Seed of the sample and the split; 0, if not set. */
  readonly seed?: number | string;
  /**
   * Where interactions are held while they are filtered. `duckdb` (needs `@duckdb/node-api`) holds them on disk,
   * for files that do not fit in memory; the dataset is the same. `memory`, if not set.
   */
  readonly engine?: 'memory' | 'duckdb';
  /** Whether reviews are kept, where there are some; true, if not set. */
  readonly reviews?: boolean;
}

/**
 * Reads interactions and item texts, filters, and splits at random per user.
 *
 * In this order: ratings below `minRating` go; what lies outside `dateRange` goes; of repeats of a pair the last
 * stays (counted in `notes`); the sample of users; the k-core; the split. Of a user's `n` interactions
 * validation and test get `max(1, round(ratio * n))` each; a user who would be left without a train interaction
 * keeps all in train. Item files may know more items than the interactions; those are left out.
 *
 * A folder of ready splits is taken as it is (see {@link fromSplits}); only where it has no validation part,
 * the share `split.validation` of its train part becomes one, and `notes` says so.
 *
 * @throws HnlmError `DATA_MISSING`, `DATA_FORMAT`, `DATA_COLUMN`, `DATA_PARSE`, `DATA_GZIP`, `DATA_ITEMS`,
 *   `DATA_OPTIONS`; `DATA_EMPTY` if a part has no interactions.
 * @example
 * ```ts
 * const dataset = await loadDataset({ path: 'ml-100k', format: 'recbole', minRating: 4, seed: 1 });
 * console.log(describeDataset(dataset), dataset.notes);
 * ```
 */
export async function loadDataset(options: LoadDatasetOptions): Promise<Dataset> {
  const { path, items, itemColumns, name, split: asked, seed = 0, reviews = true, ...rest } = options;
  const { minRating: _rating, dateRange: _range, sampleUsers: _sample, kCore: _core, ...others } = rest;
  const { engine = 'memory', memoryLimit, tempFolder, ...reading } = others;
  const shares = asked === undefined || !('assign' in asked) ? (asked ?? tenths) : undefined;
  const split = shares ? randomPerUser(shares) : (asked as Split);
  checkFormat(reading.format);
  const source = await locateSource(path, reading.format);
  if ('train' in source) {
    checkReady(options, shares !== undefined);
    const validationFrom = source.validation === undefined ? { ratio: shares!.validation, seed } : undefined;
    return fromSplits({
      ...source,
      ...reading,
      name: name ?? datasetName(path),
      items,
      itemColumns,
      validationFrom,
    });
  }
  const files = { path: source.file, reviews, ...reading };
  const kept =
    engine === 'duckdb'
      ? await readLogWithDuckDb({ ...files, memoryLimit, tempFolder }, options, seed)
      : filterLog(await readLog(files), options, seed);
  const log = densify(kept);
  const notes = createNotes(log.notes);
  const texts = await itemCatalogue({ items, itemColumns }, idMap(log.items), {
    beside: source.items,
    signal: reading.signal,
    notes,
  });
  const noted = { ...log, notes: notes.list() };
  return splitLog(noted, split, seed, { name: name ?? datasetName(source.file), texts });
}

const tenths: HeldOutShares = { validation: 0.1, test: 0.1 };

/** Refuses what would change a ready split. */
function checkReady(options: LoadDatasetOptions, hasShares: boolean): void {
  const names = ['minRating', 'dateRange', 'sampleUsers', 'kCore'] as const;
  const set: string[] = names.filter((name) => options[name] !== undefined && options[name] !== 0);
  if (!hasShares) set.push('split');
  if (set.length === 0) return;
  throw new HnlmError(
    `${options.path} holds ready splits, which are taken as they are: ${set.join(', ')} cannot apply`,
    {
      code: 'DATA_OPTIONS',
      hint: 'Leave them out, or name one file to filter and split it anew.',
      evidence: { file: options.path },
    },
  );
}

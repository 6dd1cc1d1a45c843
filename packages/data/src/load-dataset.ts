import { createRandom, type Dataset, HnlmError } from '@hnlm/core';
import { assembleDataset } from './assemble-dataset.ts';
import { createCollector } from './collect-interactions.ts';
import { datasetName } from './dataset-name.ts';
import { densify } from './densify.ts';
import { checkFormat, type InteractionFormat } from './format.ts';
import { fromSplits } from './from-splits.ts';
import type { Interaction } from './interaction.ts';
import { type ItemSource, itemCatalogue } from './item-catalogue.ts';
import { kCore } from './k-core.ts';
import { locateSource } from './locate-source.ts';
import { createNotes } from './notes.ts';
import type { InteractionColumns } from './read-interaction-table.ts';
import { readInteractions } from './read-interactions.ts';
import { splitPerUser } from './split-per-user.ts';
import { checkRatio } from './split-ratio.ts';
import { withoutRepeats } from './without-repeats.ts';

/** Options of {@link loadDataset}. */
export interface LoadDatasetOptions extends ItemSource {
  /**
   * A file, with or without its `.gz`; a RecBole folder or prefix (`ml-100k/ml-100k`); or a folder of
   * ready splits: train, test and perhaps valid or validation (`.txt`, `.csv` or `.tsv`).
   */
  readonly path: string;
  readonly format: InteractionFormat;
  /** Named after the file or folder, if not set. */
  readonly name?: string;
  /** Keeps interactions rated at least this; all, if not set. */
  readonly minRating?: number;
  /** Keeps users and items with at least this many interactions among the kept ones; off, if not set or 0. */
  readonly kCore?: number;
  /** Shares of each user's interactions that are held out; a tenth each, if not set. */
  readonly split?: { readonly validation: number; readonly test: number };
  /** Seed of the split; 0, if not set. */
  readonly seed?: number | string;
  /** Names of the columns, for `csv` and `recbole`. */
  readonly columns?: InteractionColumns;
  readonly signal?: AbortSignal;
}

/**
 * Reads interactions and item texts, filters, and splits at random per user.
 *
 * In this order: ratings below `minRating` go; of repeats of a pair the last stays (counted in `notes`); the
 * k-core; the split. Of a user's `n` interactions validation and test get `max(1, round(ratio * n))` each; a
 * user who would be left without a train interaction keeps all in train. Item files may know more items than
 * the interactions; those are left out.
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
  const { path, format, minRating, columns, seed = 0, signal } = options;
  const { validation, test } = options.split ?? { validation: 0.1, test: 0.1 };
  checkFormat(format);
  checkRatio('split.validation and split.test', validation, test);
  const source = await locateSource(path, format);
  if ('train' in source) {
    if (minRating !== undefined || options.kCore) throw readySplitError(path);
    const validationFrom = source.validation === undefined ? { ratio: validation, seed } : undefined;
    const { items, itemColumns } = options;
    return fromSplits({
      ...source,
      name: options.name ?? datasetName(path),
      format,
      columns,
      items,
      itemColumns,
      validationFrom,
      signal,
    });
  }

  const collector = createCollector();
  const { rows, add } = collector.list();
  await readInteractions({ path: source.file, format, columns, signal }, add);
  const notes = createNotes();
  const liked = minRating === undefined ? rows : atLeast(rows, minRating, source.file);
  const once = withoutRepeats(liked, ({ user, item }) =>
    notes.count(
      'repeats of a pair of user and item',
      `user ${collector.users[user]}, item ${collector.items[item]}`,
    ),
  );
  const core = options.kCore ? kCore(once, options.kCore) : once;
  const { users, items, parts } = densify(collector, [core]);
  const texts = await itemCatalogue(options, items, source.items, signal);
  const random = createRandom(seed).split('split');
  const [kept, forValidation, forTest] = splitPerUser(parts[0], users, [validation, test], random);
  const name = options.name ?? datasetName(source.file);
  return assembleDataset({
    name,
    users,
    items,
    texts,
    train: kept,
    validation: forValidation,
    test: forTest,
    notes,
  });
}

function atLeast(rows: readonly Interaction[], minRating: number, file: string): readonly Interaction[] {
  if (rows.some(({ rating }) => rating === undefined)) {
    throw new HnlmError(`${file} has no ratings to compare with minRating ${minRating}`, {
      code: 'DATA_OPTIONS',
      hint: 'Leave minRating out, or name the column of the ratings with columns.rating.',
      evidence: { file, minRating },
    });
  }
  return rows.filter(({ rating }) => rating! >= minRating);
}

function readySplitError(path: string): HnlmError {
  return new HnlmError(
    `${path} holds ready splits, which are taken as they are: minRating and kCore do not apply`,
    {
      code: 'DATA_OPTIONS',
      hint: 'Leave them out, or name one file to filter and split it anew.',
      evidence: { file: path },
    },
  );
}

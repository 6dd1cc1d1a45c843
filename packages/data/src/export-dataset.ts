import { basename, join, resolve } from 'node:path';
import type { Dataset } from '@hnlm/core';
import { exportCsv } from './export-csv.ts';
import { exportLightgcn } from './export-lightgcn.ts';
import { exportRecbole } from './export-recbole.ts';
import { writeFolder } from './write-folder.ts';
import { writeLines } from './write-lines.ts';

/** Options of {@link exportDataset}. */
export interface ExportDatasetOptions {
  readonly as: 'recbole' | 'lightgcn' | 'csv';
  /** Replaces an export or a dataset that the folder holds; an error, if not set. */
  readonly overwrite?: boolean;
}

const writers = { recbole: exportRecbole, lightgcn: exportLightgcn, csv: exportCsv };

/**
 * Writes a dataset and its split for other tools. `fromSplits` reads each of them back.
 *
 * - `recbole`: atomic files named after the folder, `NAME.train.inter`, `NAME.valid.inter`, `NAME.test.inter`
 *   (set `benchmark_filename: [train, valid, test]`), and `NAME.item` with the texts. White space within a
 *   category becomes `_`, since RecBole splits there.
 * - `lightgcn`: `train.txt`, `valid.txt`, `test.txt` by index, and the original ids in `user_list.txt` and
 *   `item_list.txt`
 * - `csv`: `train.csv`, `valid.csv`, `test.csv` and `items.csv`, by original id
 *
 * Ratings and times are those of train interactions; no other part has any. A `dataset.json` says where the
 * export comes from. Attributes and reviews are not exported; `saveDataset` keeps them.
 *
 * @throws HnlmError `DATA_EXISTS` if the folder is there and is not to be replaced; `DATA_ID` if the format
 *   cannot write an id.
 * @example
 * ```ts
 * await exportDataset(dataset, 'recbole/toys', { as: 'recbole' });
 * ```
 */
export async function exportDataset(
  dataset: Dataset,
  folder: string,
  options: ExportDatasetOptions,
): Promise<void> {
  const { name, fingerprint, notes, provenance } = dataset;
  const { as, overwrite = false } = options;
  await writeFolder(folder, overwrite, async (draft) => {
    const files = writers[as](dataset, basename(resolve(folder)));
    for (const [file, lines] of Object.entries(files)) await writeLines(join(draft, file), lines);
    return { format: as, name, fingerprint, notes, provenance };
  });
}

import { HnlmError } from '@hnlm/core';
import type { InteractionFormat } from './format.ts';
import type { InteractionSink } from './interaction.ts';
import type { ReadOptions } from './read-bytes.ts';
import { type InteractionColumns, readInteractionTable } from './read-interaction-table.ts';
import { readLightgcn } from './read-lightgcn.ts';
import { readPairs } from './read-pairs.ts';
import { openAtomic, openCsv } from './read-table.ts';
import { findFile } from './text-file.ts';

/** Where interactions lie and how they are written. */
export interface InteractionFile extends ReadOptions {
  readonly path: string;
  readonly format: InteractionFormat;
  readonly columns?: InteractionColumns;
}

/**
 * Streams the interactions of one file (or the same with `.gz`) into `add`.
 *
 * @throws HnlmError `DATA_MISSING`, `DATA_FORMAT`, `DATA_COLUMN`, `DATA_PARSE`, `DATA_GZIP`; `DATA_EMPTY` if
 *   there
 *   are none.
 */
export async function readInteractions(source: InteractionFile, add: InteractionSink): Promise<void> {
  const { path, format, columns, ...options } = source;
  const file = await findFile(path);
  let count = 0;
  const counted: InteractionSink = (...interaction) => {
    count++;
    add(...interaction);
  };
  if (format === 'lightgcn') await readLightgcn(file, counted, options);
  else if (format === 'pairs') await readPairs(file, counted, options);
  else {
    const table = await (format === 'csv' ? openCsv : openAtomic)(file, options);
    if (table.header.join('') !== '') await readInteractionTable(table, counted, columns);
  }
  if (count === 0) {
    throw new HnlmError(`${file} holds no interactions`, {
      code: 'DATA_EMPTY',
      hint: 'Check that the file was written completely.',
      evidence: { file },
    });
  }
}

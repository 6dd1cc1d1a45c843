import { HnlmError } from '@hnlm/core';
import { excerpt, formatError, guessFormat, type InteractionFormat, isJsonFormat } from './format.ts';
import type { InteractionSink } from './interaction.ts';
import { readAmazon2018 } from './read-amazon-2018.ts';
import { readAmazon2023 } from './read-amazon-2023.ts';
import type { ReadOptions } from './read-bytes.ts';
import { type InteractionColumns, readInteractionTable } from './read-interaction-table.ts';
import { openJsonl } from './read-jsonl.ts';
import { readLightgcn } from './read-lightgcn.ts';
import { readMovielens } from './read-movielens.ts';
import { readPairs } from './read-pairs.ts';
import { openParquetTable } from './read-parquet.ts';
import { readSelfrec } from './read-selfrec.ts';
import { openAtomic, openCsv, type Table } from './read-table.ts';
import { readYelp } from './read-yelp.ts';
import { findFile, firstLine } from './text-file.ts';

/** Where interactions lie and how they are written. */
export interface InteractionFile extends ReadOptions {
  readonly path: string;
  readonly format: InteractionFormat;
  readonly columns?: InteractionColumns;
}

type Reader = (
  file: string,
  add: InteractionSink,
  options: ReadOptions,
  columns?: InteractionColumns,
) => Promise<void>;

const readers: Readonly<Record<InteractionFormat, Reader>> = {
  recbole: fromTable(openAtomic),
  lightgcn: readLightgcn,
  pairs: readPairs,
  selfrec: readSelfrec,
  csv: fromTable(openCsv),
  jsonl: fromTable(openJsonl),
  parquet: fromTable(openParquetTable),
  'amazon-2018': readAmazon2018,
  'amazon-2023': readAmazon2023,
  yelp: readYelp,
  movielens: readMovielens,
};

/**
 * Streams the interactions of one file (or the same with `.gz`) into `add`.
 *
 * @throws HnlmError `DATA_MISSING`, `DATA_FORMAT`, `DATA_COLUMN`, `DATA_PARSE`, `DATA_GZIP`, `DATA_ARCHIVE`,
 *   `DATA_SIZE`, `DATA_ENCODING`; `DATA_EMPTY` if there are none.
 */
export async function readInteractions(source: InteractionFile, add: InteractionSink): Promise<void> {
  const { path, format, columns, ...options } = source;
  const file = await findFile(path);
  if (isJsonFormat(format)) checkJsonFormat(file, format, await firstLine(file, options));
  let count = 0;
  const counted: InteractionSink = (...interaction) => {
    count++;
    add(...interaction);
  };
  await readers[format](file, counted, options, columns);
  if (count === 0) {
    throw new HnlmError(`${file} holds no interactions`, {
      code: 'DATA_EMPTY',
      hint: 'Check that the file was written completely.',
      evidence: { file },
    });
  }
}

function fromTable(open: (file: string, options: ReadOptions) => Promise<Table>): Reader {
  return async (file, add, options, columns) => {
    const table = await open(file, options);
    if (table.header.join('') !== '') await readInteractionTable(table, add, columns);
  };
}

/** JSON that looks like another release has its own format; `jsonl` reads any. */
function checkJsonFormat(file: string, format: InteractionFormat, line: string): void {
  const guess = guessFormat(line);
  if (guess === undefined || guess === format || (isJsonFormat(guess) && format === 'jsonl')) return;
  if (guess === 'jsonl') return;
  throw formatError(file, format, `its first line is ${excerpt(line)}`, guess);
}

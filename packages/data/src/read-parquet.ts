import { HnlmError } from '@hnlm/core';
import { openParquet } from './parquet-file.ts';
import { parseError } from './parse-error.ts';
import type { ReadOptions } from './read-bytes.ts';
import type { Table } from './read-table.ts';
import { tolerating } from './tolerating.ts';

/**
 * Opens a Parquet file as a table; lines are its rows, counted from 1. Only the columns that are used are read,
 * one row group at a time.
 *
 * @throws HnlmError `DATA_FORMAT` for what is no Parquet file, or a damaged one; `DATA_PARSE` for a value that
 *   is neither text, number nor time.
 */
export async function openParquetTable(path: string, options: ReadOptions = {}): Promise<Table> {
  const file = await openParquet(path).catch((cause) => {
    throw damaged(path, cause);
  });
  const header = file.columns;
  return {
    file: path,
    header,
    async each(visit, used = header.map((_, column) => column)) {
      const names = used.map((column) => header[column]);
      const fields = new Array<string>(header.length).fill('');
      let columns: readonly ArrayLike<unknown>[] = [];
      const visitRow = tolerating((index: number, row: number) => {
        for (const [at, column] of used.entries()) {
          fields[column] = field(columns[at][index], names[at], path, row);
        }
        visit(fields, row);
      }, options.onBadLine);
      let row = 0;
      for await (const block of intact(path, file.blocks(names))) {
        options.signal?.throwIfAborted();
        columns = names.map((name) => block[name]);
        for (let index = 0; index < columns[0].length; index++) visitRow(index, ++row);
      }
    },
  };
}

function field(value: unknown, name: string, file: string, row: number): string {
  if (typeof value === 'string') return value;
  if (typeof value === 'number' || typeof value === 'bigint') return String(value);
  if (value instanceof Date) return String(value.getTime() / 1000);
  if (value === undefined || value === null) return '';
  const hint = 'Ids, ratings, times and texts are texts or numbers; name another column.';
  throw parseError(file, row, `"${name}" is neither text nor number`, hint);
}

async function* intact<T>(path: string, blocks: AsyncIterable<T>): AsyncGenerator<T> {
  try {
    yield* blocks;
  } catch (cause) {
    throw damaged(path, cause);
  }
}

function damaged(file: string, cause: unknown): HnlmError {
  return new HnlmError(`${file} is no Parquet file, or a damaged one (${(cause as Error).message})`, {
    code: 'DATA_FORMAT',
    hint: 'Copy or download the file again, or name its format.',
    evidence: { file },
    cause,
  });
}

import { parseError } from './parse-error.ts';
import type { ReadOptions } from './read-bytes.ts';
import { type JsonRecord, readJsonLines } from './read-json-lines.ts';
import type { Table } from './read-table.ts';

/** As many objects tell what keys there are. */
const told = 1000;

/**
 * Opens JSON lines as a table: the columns are the keys of the first 1000 objects. Of nested values no use is made.
 *
 * @throws HnlmError `DATA_MISSING`, `DATA_FORMAT`, `DATA_PARSE`
 */
export async function openJsonl(file: string, options: ReadOptions = {}): Promise<Table> {
  const header = await keysOf(file, options);
  return {
    file,
    header,
    each: (visit, used = header.map((_, column) => column)) => {
      const fields = new Array<string | number>(header.length).fill('');
      return readJsonLines(
        file,
        (record, line) => {
          for (const column of used) fields[column] = field(record, header[column], file, line);
          visit(fields, line);
        },
        options,
      );
    },
  };
}

async function keysOf(file: string, { signal, encoding, onBadLine }: ReadOptions): Promise<string[]> {
  const keys = new Set<string>();
  const enough = new AbortController();
  let seen = 0;
  const look = (record: JsonRecord) => {
    if (seen++ >= told) return enough.abort(enough);
    for (const key of Object.keys(record)) keys.add(key);
  };
  const quiet = { encoding, ...(onBadLine && { onBadLine: () => {} }) };
  const both = signal ? AbortSignal.any([signal, enough.signal]) : enough.signal;
  try {
    await readJsonLines(file, look, { ...quiet, signal: both });
  } catch (error) {
    if (error !== enough) throw error;
  }
  return [...keys];
}

function field(record: JsonRecord, key: string, file: string, line: number): string | number {
  const value = record[key];
  if (typeof value === 'string' || typeof value === 'number') return value;
  if (value === undefined || value === null) return '';
  const hint = 'Ids, ratings, times and texts are texts or numbers; name another key, or correct the line.';
  throw parseError(
    file,
    line,
    `"${key}" is ${JSON.stringify(value).slice(0, 40)}, neither text nor number`,
    hint,
  );
}

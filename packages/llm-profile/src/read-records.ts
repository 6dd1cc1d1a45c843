import { existsSync } from 'node:fs';
import { pipeline } from 'node:stream';
import { HnlmError } from '@hnlm/core';
import { parse } from 'csv-parse';
import { unpackedBytes } from './unpacked-bytes.ts';

/** One record of a file: its columns, and the line it ends on (1 = first line; in a `json` file, its number). */
export interface FileRecord {
  readonly line: number;
  readonly columns: Readonly<Record<string, unknown>>;
}

/** How a profile file is written: `json` is a list of objects, or one object with an entry for each id. */
export type ProfileFormat = 'csv' | 'tsv' | 'jsonl' | 'json';

/** A line of so many bytes is no profile. */
const longestLine = 2 ** 24;

/** Name of the column that holds the key of an entry, where the file is one object by id. */
const keyColumn = 'id';

/**
 * Streams the records of a `.csv`, `.tsv`, `.jsonl` or `.json` file, each also with `.gz`. An object by id gives a record
 * for each entry, with its key in the column `id`; an entry that is a text stands in the column `summarization`. Headers of
 * RecBole lose their types (`item_id:token`).
 *
 * @throws HnlmError `DATA_MISSING`, `DATA_FORMAT` for another ending, `DATA_PARSE` with `file:line`, also for a line above
 *   16 MiB; `DATA_SIZE` for a `.gz` that unpacks to more than 200 times its size.
 */
export async function* readRecords(file: string, stated?: ProfileFormat): AsyncGenerator<FileRecord> {
  const ending = /\.(csv|tsv|jsonl|ndjson|json)(?:\.gz)?$/i.exec(file)?.[1].toLowerCase();
  const format = stated ?? (ending === 'ndjson' ? 'jsonl' : (ending as ProfileFormat | undefined));
  if (!format) {
    throw new HnlmError(`${file}: cannot tell the format of the file from its name`, {
      code: 'DATA_FORMAT',
      hint: 'Name it .csv, .tsv, .jsonl or .json (a .gz may follow), or give its format.',
      evidence: { file },
    });
  }
  if (!existsSync(file)) {
    throw new HnlmError(`${file}: there is no such file`, {
      code: 'DATA_MISSING',
      hint: 'Correct the path.',
      evidence: { file },
    });
  }
  let line = 0;
  try {
    for await (const record of readers[format](file)) {
      line = record.line;
      yield record;
    }
  } catch (cause) {
    if (HnlmError.isInstance(cause)) throw cause;
    const at = (cause as { lines?: number }).lines ?? line + 1;
    throw new HnlmError(`${file}:${at}: ${(cause as Error).message}`, {
      code: 'DATA_PARSE',
      hint: 'Correct the line, or fetch the file again if it is cut short.',
      evidence: { file, line: at },
      cause,
    });
  }
}

const readers: Readonly<Record<ProfileFormat, (file: string) => AsyncGenerator<FileRecord>>> = {
  csv: (file) => table(file, { delimiter: ',' }),
  // Quotes have no meaning there.
  tsv: (file) => table(file, { delimiter: '\t', quote: false }),
  jsonl: jsonLines,
  json: jsonDocument,
};

async function* table(
  file: string,
  options: { readonly delimiter: string; readonly quote?: false },
): AsyncGenerator<FileRecord> {
  const columns = (header: string[]) => header.map((name) => name.replace(/:(?:token|float)(?:_seq)?$/, ''));
  const parser = parse({
    bom: true,
    columns,
    info: true,
    skip_empty_lines: true,
    max_record_size: longestLine,
    ...options,
  });
  // A read error destroys the parser, whose reader throws it; the callback has nothing left to do.
  pipeline(unpackedBytes(file), parser, () => {});
  for await (const { record, info } of parser) yield { line: info.lines, columns: record };
}

async function* jsonLines(file: string): AsyncGenerator<FileRecord> {
  const decoder = new TextDecoder();
  // Pieces of the line that has not ended: joined once, since joining them at each chunk takes quadratic time.
  let pieces: string[] = [];
  let length = 0;
  let line = 0;
  for await (const chunk of unpackedBytes(file)) {
    const lines = decoder.decode(chunk, { stream: true }).split('\n');
    const rest = lines.pop() ?? '';
    if (lines.length > 0) {
      lines[0] = pieces.join('') + lines[0];
      [pieces, length] = [[], 0];
    }
    for (const text of lines) {
      line++;
      if (text.trim() !== '') yield { line, columns: parseLine(text) };
    }
    pieces.push(rest);
    length += rest.length;
    if (length > longestLine) throw new Error(`the line is longer than ${longestLine} characters`);
  }
  const last = pieces.join('');
  if (last.trim() !== '') yield { line: line + 1, columns: parseLine(last) };
}

async function* jsonDocument(file: string): AsyncGenerator<FileRecord> {
  const chunks: Buffer[] = [];
  for await (const chunk of unpackedBytes(file)) chunks.push(chunk);
  const value: unknown = JSON.parse(
    Buffer.concat(chunks)
      .toString('utf8')
      .replace(/^\uFEFF/, ''),
  );
  if (typeof value !== 'object' || value === null) throw new Error('the file is no list and no object');
  // Records of a document have no line of their own; they are counted instead.
  for (const [place, [key, entry]] of Object.entries(value).entries()) {
    const record = typeof entry === 'string' ? { summarization: entry } : recordOf(entry);
    yield { line: place + 1, columns: Array.isArray(value) ? record : { ...record, [keyColumn]: key } };
  }
}

function parseLine(text: string): Readonly<Record<string, unknown>> {
  return recordOf(JSON.parse(text));
}

function recordOf(value: unknown): Readonly<Record<string, unknown>> {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) {
    throw new Error('the record is not a JSON object');
  }
  return value as Record<string, unknown>;
}

import { HnlmError } from '@hnlm/core';
import { parseError } from './parse-error.ts';
import type { ReadOptions } from './read-bytes.ts';
import { isRecord, readJsonLines } from './read-json-lines.ts';
import { openAtomic, openCsv, type Table } from './read-table.ts';
import { eachLine, findFile, firstLine, readText } from './text-file.ts';

/** A table whose fields may also be numbers, lists and objects, as JSON has them. */
export interface ItemTable extends Omit<Table, 'each'> {
  each(visit: (fields: readonly unknown[], line: number) => void): Promise<void>;
}

/**
 * Opens a file of items, in whichever form its first line shows: a JSON array, JSON lines, a RecBole `.item` file,
 * `u.item` or `movies.dat` of MovieLens, else a table with a header.
 *
 * @throws HnlmError `DATA_MISSING`, `DATA_GZIP`, `DATA_FORMAT`, `DATA_PARSE`
 */
export async function openItemTable(path: string, options: ReadOptions = {}): Promise<ItemTable> {
  const file = await findFile(path);
  const head = (await firstLine(file, { ...options, onBadLine: () => {} })).trimStart();
  if (head.startsWith('[')) return openJsonArray(file, options);
  if (head.startsWith('{')) return openJsonLines(file, options);
  if (/^\w+:token\b/.test(head)) return openAtomic(file, options);
  if (/^\d+::/.test(head)) return openMovies(file, '::', options);
  if (/^\d+\|.*(\|[01]){18}$/.test(head)) return openMovies(file, '|', options);
  return openCsv(file, options);
}

/** Reads a JSON array whole; the columns are the keys of all its objects. */
async function openJsonArray(file: string, options: ReadOptions): Promise<ItemTable> {
  let text = '';
  for await (const chunk of readText(file, options)) text += chunk;
  const records = parseArray(text, file);
  const header = [...new Set(records.flatMap((record) => Object.keys(record)))];
  return {
    file,
    header,
    async each(visit) {
      for (const [index, record] of records.entries()) visit(valuesOf(record, header), index + 1);
    },
  };
}

function parseArray(text: string, file: string): readonly Readonly<Record<string, unknown>>[] {
  let values: unknown;
  try {
    values = JSON.parse(text);
  } catch (cause) {
    throw parseError(file, 1, `is not JSON (${(cause as Error).message})`, 'Correct it.', cause);
  }
  const records = Array.isArray(values) ? values : [values];
  if (records.every(isRecord)) return records;
  const number = records.findIndex((record) => !isRecord(record)) + 1;
  throw new HnlmError(`${file}: its value ${number} is not an object`, {
    code: 'DATA_PARSE',
    hint: 'Items are JSON objects; correct it.',
    evidence: { file, value: number },
  });
}

/** Reads JSON lines twice, so that no more than a line is held: for the keys of all objects, and for their values. */
async function openJsonLines(file: string, options: ReadOptions): Promise<ItemTable> {
  const keys = new Set<string>();
  await readJsonLines(
    file,
    (record) => {
      for (const key in record) keys.add(key);
    },
    { ...options, ...(options.onBadLine && { onBadLine: () => {} }) },
  );
  const header = [...keys];
  return {
    file,
    header,
    each: (visit) => readJsonLines(file, (record, line) => visit(valuesOf(record, header), line), options),
  };
}

function valuesOf(record: Readonly<Record<string, unknown>>, header: readonly string[]): unknown[] {
  return header.map((key) => record[key]);
}

/** The genres of `u.item`, by the places of their flags (from `u.genre` of MovieLens 100K). */
const genres = [
  'unknown',
  'Action',
  'Adventure',
  'Animation',
  "Children's",
  'Comedy',
  'Crime',
  'Documentary',
  'Drama',
  'Fantasy',
  'Film-Noir',
  'Horror',
  'Musical',
  'Mystery',
  'Romance',
  'Sci-Fi',
  'Thriller',
  'War',
  'Western',
];

/** Reads the movies of MovieLens 100K and 1M, which have no header and are in Latin-1. */
function openMovies(file: string, separator: '|' | '::', options: ReadOptions): ItemTable {
  const latin = { encoding: 'latin1', ...options };
  return {
    file,
    header: ['movie_id', 'title', 'genres'],
    each: (visit) =>
      eachLine(
        file,
        (text, line) => {
          if (text === '') return;
          const fields = text.split(separator);
          const expected = separator === '|' ? 5 + genres.length : 3;
          if (fields.length !== expected) {
            const what = `has ${fields.length} fields where ${expected} are expected`;
            throw parseError(file, line, what, 'Correct the line.');
          }
          const flagged = genres.filter((_, genre) => fields[5 + genre] === '1');
          visit([fields[0], fields[1], separator === '|' ? flagged : fields[2]], line);
        },
        latin,
      ),
  };
}

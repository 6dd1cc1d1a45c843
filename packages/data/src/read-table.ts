import { pipeline } from 'node:stream';
import type { HnlmError } from '@hnlm/core';
import { CsvError, type Info, parse } from 'csv-parse';
import { excerpt, formatError, guessFormat, isJsonFormat } from './format.ts';
import { parseError } from './parse-error.ts';
import type { ReadOptions } from './read-bytes.ts';
import { eachLine, findFile, firstLine, readText } from './text-file.ts';
import { tolerating } from './tolerating.ts';

/** Receives the fields of one record, good until the next, and the line it ends on. */
type VisitRecord = (fields: readonly (string | number)[], line: number) => void;

/** A table that is read record by record. */
export interface Table {
  readonly file: string;
  readonly header: readonly string[];
  /** The types that a RecBole header gives its columns (`token_seq`). */
  readonly types?: readonly string[];
  /**
   * Visits every record below the header.
   *
   * @param used indices of the columns that `visit` looks at; all, if not set. The others may be empty.
   */
  each(visit: VisitRecord, used?: readonly number[]): Promise<void>;
}

/**
 * Opens a table with a header, separated by whichever of comma, tab and semicolon its header has most of.
 *
 * @throws HnlmError `DATA_MISSING`, `DATA_FORMAT`; while it is read `DATA_PARSE`, `DATA_GZIP`.
 */
export async function openCsv(path: string, options: ReadOptions = {}): Promise<Table> {
  const file = await findFile(path);
  const head = await firstLine(file, options);
  const delimiter = ['\t', ',', ';'].reduce((best, one) =>
    head.split(one).length > head.split(best).length ? one : best,
  );
  const guess = guessFormat(head);
  const isOther = guess === 'recbole' || (guess !== undefined && isJsonFormat(guess));
  const isHeader = head.includes(delimiter) && /\p{L}/u.test(head) && !isOther;
  if (head !== '' && !isHeader) {
    throw formatError(file, 'csv', `its first line ${excerpt(head)} is not a header`, guess);
  }
  const settings = { delimiter, info: true, relax_quotes: true, skip_empty_lines: true } as const;
  let header: string[] = [];
  for await (const { record } of parse(head, settings)) header = record;
  const { onBadLine } = options;
  const tolerance = {
    skip_records_with_error: onBadLine !== undefined,
    on_skip: (error: CsvError | undefined): undefined => {
      onBadLine?.(csvError(file, error));
    },
  };
  const each = async (visit: VisitRecord) => {
    const records = pipeline(readText(file, options), parse({ ...settings, ...tolerance }), () => {});
    const tolerant = tolerating(visit, onBadLine);
    let below = false;
    try {
      for await (const { record, info } of records as AsyncIterable<{ record: string[]; info: Info }>) {
        if (below) tolerant(record, info.lines);
        below = true;
      }
    } catch (cause) {
      if (!(cause instanceof CsvError)) throw cause;
      throw csvError(file, cause);
    }
  };
  return { file, header, each };
}

/**
 * Opens a RecBole atomic file: tab separated, no quotes, a header of `name:type`.
 *
 * @throws HnlmError as {@link openCsv}
 */
export async function openAtomic(path: string, options: ReadOptions = {}): Promise<Table> {
  const file = await findFile(path);
  const head = await firstLine(file, options);
  const columns = head.split('\t').map((column) => column.split(':'));
  if (head !== '' && !columns.every((parts) => parts.length === 2)) {
    const why = `its first line ${excerpt(head)} is not a header of name:type`;
    throw formatError(file, 'recbole', why, guessFormat(head));
  }
  const each = (visit: VisitRecord) =>
    eachLine(
      file,
      (text, line) => {
        if (line === 1 || text === '') return;
        const fields = text.split('\t');
        if (fields.length !== columns.length) {
          const what = `${fields.length} fields where the header has ${columns.length}`;
          throw parseError(file, line, what, 'Fields are separated by single tabs; correct the line.');
        }
        visit(fields, line);
      },
      options,
    );
  return { file, header: columns.map(([name]) => name), types: columns.map(([, type]) => type), each };
}

function csvError(file: string, cause: CsvError | undefined): HnlmError {
  return parseError(file, Number(cause?.lines), cause?.message ?? 'is no record', 'Correct the line.', cause);
}

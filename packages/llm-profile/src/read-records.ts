import { createReadStream, existsSync } from 'node:fs';
import { pipeline, type Readable } from 'node:stream';
import { createGunzip } from 'node:zlib';
import { HnlmError } from '@hnlm/core';
import { parse } from 'csv-parse';

/** One record of a file: its columns, and the line it ends on (1 = first line of the file). */
export interface FileRecord {
  readonly line: number;
  readonly columns: Readonly<Record<string, unknown>>;
}

/**
 * Streams the records of a `.csv`, `.tsv` or `.jsonl` file, each also with `.gz`.
 *
 * @throws HnlmError `DATA_MISSING`, `DATA_FORMAT` for another ending, `DATA_PARSE` with `file:line`.
 */
export async function* readRecords(file: string): AsyncGenerator<FileRecord> {
  const format = /\.(csv|tsv|jsonl|ndjson)(?:\.gz)?$/i.exec(file)?.[1].toLowerCase();
  if (!format) {
    throw new HnlmError(`${file}: cannot tell the format of the file from its name`, {
      code: 'DATA_FORMAT',
      hint: 'Name it .csv, .tsv or .jsonl (a .gz may follow).',
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
    for await (const record of format.startsWith('j') || format.startsWith('n')
      ? jsonLines(file)
      : table(file, format)) {
      line = record.line;
      yield record;
    }
  } catch (cause) {
    const at = (cause as { lines?: number }).lines ?? line + 1;
    throw new HnlmError(`${file}:${at}: ${(cause as Error).message}`, {
      code: 'DATA_PARSE',
      hint: 'Correct the line, or fetch the file again if it is cut short.',
      evidence: { file, line: at },
      cause,
    });
  }
}

async function* table(file: string, format: string): AsyncGenerator<FileRecord> {
  const delimiter = format === 'tsv' ? '\t' : ',';
  const parser = parse({ bom: true, columns: true, delimiter, info: true, skip_empty_lines: true });
  // A read error destroys the parser, whose reader throws it; the callback has nothing left to do.
  pipeline(bytesOf(file), parser, () => {});
  for await (const { record, info } of parser) yield { line: info.lines, columns: record };
}

async function* jsonLines(file: string): AsyncGenerator<FileRecord> {
  const decoder = new TextDecoder();
  let rest = '';
  let line = 0;
  for await (const chunk of bytesOf(file)) {
    const lines = (rest + decoder.decode(chunk, { stream: true })).split('\n');
    rest = lines.pop() ?? '';
    for (const text of lines) {
      line++;
      if (text.trim() !== '') yield { line, columns: parseLine(text) };
    }
  }
  if (rest.trim() !== '') yield { line: line + 1, columns: parseLine(rest) };
}

function bytesOf(file: string): Readable {
  const source = createReadStream(file);
  return file.toLowerCase().endsWith('.gz') ? pipeline(source, createGunzip(), () => {}) : source;
}

function parseLine(text: string): Record<string, unknown> {
  const value: unknown = JSON.parse(text);
  if (typeof value !== 'object' || value === null || Array.isArray(value)) {
    throw new Error('the line is not a JSON object');
  }
  return value as Record<string, unknown>;
}

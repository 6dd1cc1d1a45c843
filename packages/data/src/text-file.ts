import { isUtf8 } from 'node:buffer';
import { access, readdir } from 'node:fs/promises';
import { basename, dirname } from 'node:path';
import { HnlmError, suggest } from '@hnlm/core';
import { parseError } from './parse-error.ts';
import { type ReadOptions, readBytes } from './read-bytes.ts';
import { toUtf8 } from './to-utf8.ts';
import { tolerating } from './tolerating.ts';

/**
 * Finds a file under its name or its name with `.gz`.
 *
 * @throws HnlmError `DATA_MISSING` if neither is there; names the nearest file of the folder.
 */
export async function findFile(path: string): Promise<string> {
  for (const candidate of [path, `${path}.gz`]) if (await exists(candidate)) return candidate;
  const folder = dirname(path);
  const others = await readdir(folder).catch(() => undefined);
  const near = others && suggest(basename(path), others);
  const question = near === undefined ? '' : `Did you mean "${near}"? `;
  throw new HnlmError(`${path} does not exist`, {
    code: 'DATA_MISSING',
    hint:
      others === undefined
        ? `The folder ${folder} does not exist either; check the path.`
        : `${question}${folder} holds: ${others.sort().join(', ')}.`,
    evidence: { file: path },
  });
}

/** Says whether a file or folder is there. */
export async function exists(path: string): Promise<boolean> {
  return access(path).then(
    () => true,
    () => false,
  );
}

/** A line longer than this is no line of data. */
const longestLine = 2 ** 26;
const newline = 10;

/**
 * Streams the text of a file, unpacked where its first bytes say gzip (whatever its name says), without a
 * byte order mark, in pieces of whole lines.
 *
 * @throws HnlmError `DATA_MISSING`, `DATA_GZIP`, `DATA_ARCHIVE`, `DATA_SIZE`, `DATA_ENCODING`; `DATA_PARSE` for
 *   a line that is not valid UTF-8 (where there is an `onBadLine`, it gets the error and the line is left
 *   empty), or longer than 64 MiB.
 */
export async function* readText(path: string, options: ReadOptions = {}): AsyncGenerator<string> {
  const file = await findFile(path);
  let line = 1;
  let parts: Buffer[] = [];
  let held = 0;
  const take = () => {
    const lines = Buffer.concat(parts);
    const text = (isUtf8(lines) ? lines : withoutBadLines(lines, file, line, options)).toString('utf8');
    line += countLines(lines);
    parts = [];
    held = 0;
    return text;
  };
  for await (const chunk of toUtf8(file, readBytes(file, options), options.encoding)) {
    const end = chunk.lastIndexOf(newline) + 1;
    if (end > 0) {
      parts.push(chunk.subarray(0, end));
      yield take();
    }
    parts.push(chunk.subarray(end));
    held += chunk.length - end;
    if (held > longestLine) {
      throw parseError(file, line, `is longer than ${longestLine} bytes`, 'Check that the file is text.');
    }
  }
  if (held > 0) yield take();
}

/**
 * Calls `visit` with each line of a file (without its line end) and its number, counted from 1. What `visit`
 * throws as `DATA_PARSE` goes to `onBadLine`, where there is one.
 *
 * @throws HnlmError as {@link readText}, and what `visit` throws.
 */
export async function eachLine(
  path: string,
  visit: (line: string, number: number) => void,
  options: ReadOptions = {},
): Promise<void> {
  const tolerant = tolerating(visit, options.onBadLine);
  let number = 0;
  for await (const text of readText(path, options)) {
    const lines = text.split('\n');
    if (lines.at(-1) === '') lines.pop();
    for (const line of lines) tolerant(line.endsWith('\r') ? line.slice(0, -1) : line, ++number);
  }
}

/** Returns the first line of a file, or an empty text. */
export async function firstLine(path: string, options: ReadOptions = {}): Promise<string> {
  // A checksum and a count of bad lines are for whoever reads the file to its end.
  const { signal, encoding, onBadLine } = options;
  const quiet = { signal, encoding, ...(onBadLine && { onBadLine: () => {} }) };
  for await (const text of readText(path, quiet)) {
    return text.split('\n', 1)[0].replace(/\r$/, '');
  }
  return '';
}

function countLines(bytes: Buffer): number {
  let count = 0;
  for (let at = bytes.indexOf(newline); at >= 0; at = bytes.indexOf(newline, at + 1)) count++;
  return count;
}

/** Reports the lines that are not valid UTF-8, and empties them. */
function withoutBadLines(bytes: Buffer, file: string, first: number, { onBadLine }: ReadOptions): Buffer {
  const kept: Buffer[] = [];
  for (let start = 0, line = first; start < bytes.length; line++) {
    const at = bytes.indexOf(newline, start);
    const end = at < 0 ? bytes.length : at;
    const isGood = isUtf8(bytes.subarray(start, end));
    if (!isGood) {
      const hint =
        "Name the file's encoding with the option encoding (such as 'latin1'), or correct the line.";
      const error = parseError(file, line, 'is not valid UTF-8', hint);
      if (onBadLine === undefined) throw error;
      onBadLine(error);
    }
    kept.push(bytes.subarray(isGood ? start : end, end + 1));
    start = end + 1;
  }
  return Buffer.concat(kept);
}

import { createReadStream } from 'node:fs';
import { access, open, readdir } from 'node:fs/promises';
import { basename, dirname } from 'node:path';
import { pipeline } from 'node:stream';
import { createGunzip } from 'node:zlib';
import { HnlmError, suggest } from '@hnlm/core';

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

/**
 * Streams the text of a file, unpacked where its first bytes say gzip (whatever its name says), without a
 * byte order mark.
 *
 * @throws HnlmError `DATA_MISSING`, or `DATA_GZIP` for truncated or damaged gzip data.
 */
export async function* readText(path: string, signal?: AbortSignal): AsyncGenerator<string> {
  const file = await findFile(path);
  try {
    const packed = await isGzip(file);
    const bytes = createReadStream(file);
    const stream = packed ? pipeline(bytes, createGunzip(), () => {}) : bytes;
    stream.setEncoding('utf8');
    let first = true;
    for await (const chunk of stream) {
      signal?.throwIfAborted();
      yield first ? (chunk as string).replace(/^\uFEFF/, '') : chunk;
      first = false;
    }
  } catch (cause) {
    throw readError(file, cause);
  }
}

/** Calls `visit` with each line of a file (without its line end) and its number, counted from 1. */
export async function eachLine(
  path: string,
  visit: (line: string, number: number) => void,
  signal?: AbortSignal,
): Promise<void> {
  let number = 0;
  let rest = '';
  const hand = (line: string) => visit(line.endsWith('\r') ? line.slice(0, -1) : line, ++number);
  for await (const chunk of readText(path, signal)) {
    const lines = (rest + chunk).split('\n');
    rest = lines.pop()!;
    for (const line of lines) hand(line);
  }
  if (rest !== '') hand(rest);
}

/** Returns the first line of a file, or an empty text. */
export async function firstLine(path: string): Promise<string> {
  let text = '';
  for await (const chunk of readText(path)) {
    text += chunk;
    if (text.includes('\n')) break;
  }
  return text.split('\n', 1)[0].replace(/\r$/, '');
}

async function isGzip(file: string): Promise<boolean> {
  const handle = await open(file);
  try {
    const { buffer, bytesRead } = await handle.read(new Uint8Array(2), 0, 2, 0);
    return bytesRead === 2 && buffer[0] === 0x1f && buffer[1] === 0x8b;
  } finally {
    await handle.close();
  }
}

function readError(file: string, cause: unknown): unknown {
  const { code } = cause as { code?: string };
  if (code === 'EISDIR') {
    return new HnlmError(`${file} is a folder where a file is expected`, {
      code: 'DATA_MISSING',
      hint: 'Name a file in it.',
      evidence: { file },
      cause,
    });
  }
  if (code?.startsWith('Z_')) {
    const what =
      code === 'Z_BUF_ERROR' ? 'ends in the middle: its gzip data are cut off' : 'holds damaged gzip data';
    return new HnlmError(`${file} ${what}`, {
      code: 'DATA_GZIP',
      hint: 'Copy or download the file again.',
      evidence: { file },
      cause,
    });
  }
  return cause;
}

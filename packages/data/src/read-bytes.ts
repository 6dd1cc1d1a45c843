import { createReadStream } from 'node:fs';
import { pipeline } from 'node:stream';
import { createGunzip } from 'node:zlib';
import { HnlmError } from '@hnlm/core';
import { refuseArchive } from './refuse-archive.ts';

/** How a file is read. */
export interface ReadOptions {
  /** Stops reading. */
  readonly signal?: AbortSignal;
  /** How text is encoded, by a name that `TextDecoder` knows; UTF-8, or UTF-16 by its mark, if not set. */
  readonly encoding?: string;
  /** Most bytes, unpacked; no limit, if not set. */
  readonly maxBytes?: number;
  /** Receives the bytes as they lie on disk, for a checksum. */
  readonly onBytes?: (bytes: Uint8Array) => void;
  /** Receives the error of each line that does not parse, and reading goes on; it is thrown, if not set. */
  readonly onBadLine?: (error: HnlmError) => void;
}

/** A file of text packs 3 to 20 times smaller; gzip reaches 1030 times for one byte over and over. */
const mostRatio = 200;
/** Small files are never bombs. */
const alwaysFine = 2 ** 28;

/**
 * Streams the bytes of a file, unpacked where its first bytes say gzip, whatever its name says.
 *
 * @throws HnlmError `DATA_MISSING` for a folder; `DATA_GZIP` for damaged gzip data; `DATA_ARCHIVE` for
 *   archives and other packings; `DATA_SIZE` above `maxBytes`, or for gzip data that unpack to more than 200
 *   times their size.
 */
export async function* readBytes(file: string, options: ReadOptions = {}): AsyncGenerator<Buffer> {
  const { signal, maxBytes = Number.POSITIVE_INFINITY, onBytes } = options;
  try {
    let packed = 0;
    let unpacked = 0;
    const source = createReadStream(file, { highWaterMark: 2 ** 18 });
    const chunks = unpack(source, (chunk) => {
      packed += chunk.length;
      onBytes?.(chunk);
    });
    for await (const chunk of chunks) {
      signal?.throwIfAborted();
      if (unpacked === 0) refuseArchive(file, chunk);
      unpacked += chunk.length;
      if (unpacked > maxBytes) throw sizeError(file, `holds more than ${maxBytes} bytes`);
      if (unpacked > alwaysFine && unpacked > mostRatio * packed) {
        throw sizeError(file, `unpacks to more than ${mostRatio} times its size`);
      }
      yield chunk;
    }
  } catch (cause) {
    throw readError(file, cause);
  }
}

/** Sends a stream through gunzip where it begins as gzip data do. */
async function* unpack(
  source: AsyncIterable<Buffer>,
  onChunk: (chunk: Buffer) => void,
): AsyncGenerator<Buffer> {
  const chunks = source[Symbol.asyncIterator]();
  const first = await chunks.next();
  const all = (async function* () {
    for (let next = first; !next.done; next = await chunks.next()) {
      onChunk(next.value);
      yield next.value;
    }
  })();
  const isGzip = !first.done && first.value[0] === 0x1f && first.value[1] === 0x8b;
  yield* isGzip ? pipeline(all, createGunzip({ chunkSize: 2 ** 18 }), () => {}) : all;
}

function sizeError(file: string, what: string): HnlmError {
  return new HnlmError(`${file} ${what}`, {
    code: 'DATA_SIZE',
    hint: 'Check where the file comes from; if it is right, unpack it and set maxBytes as you need it.',
    evidence: { file },
  });
}

function readError(file: string, cause: unknown): unknown {
  const { code } = cause as { code?: unknown };
  if (code === 'EISDIR') {
    return new HnlmError(`${file} is a folder where a file is expected`, {
      code: 'DATA_MISSING',
      hint: 'Name a file in it.',
      evidence: { file },
      cause,
    });
  }
  if (typeof code === 'string' && code.startsWith('Z_')) {
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

import { createReadStream } from 'node:fs';
import { pipeline } from 'node:stream';
import { createGunzip } from 'node:zlib';
import { HnlmError } from '@hnlm/core';

/** Text packs 3 to 20 times smaller; gzip reaches 1030 times for one byte over and over. */
const mostRatio = 200;
/** Small files are never bombs. */
const alwaysFine = 2 ** 24;

/**
 * Streams the bytes of a file, unpacked where its name ends in `.gz`.
 *
 * @throws HnlmError `DATA_SIZE` if it unpacks to more than 200 times its size.
 */
export async function* unpackedBytes(file: string): AsyncGenerator<Buffer> {
  const source = createReadStream(file);
  if (!file.toLowerCase().endsWith('.gz')) {
    yield* source;
    return;
  }
  let unpacked = 0;
  // A read error destroys the second stream, whose reader throws it; the callback has nothing left to do.
  for await (const chunk of pipeline(source, createGunzip(), () => {}) as AsyncIterable<Buffer>) {
    unpacked += chunk.length;
    // What was read ahead counts as packed: the ratio is judged low rather than high.
    if (unpacked > alwaysFine && unpacked > mostRatio * source.bytesRead) {
      throw new HnlmError(`${file} unpacks to more than ${mostRatio} times its size`, {
        code: 'DATA_SIZE',
        hint: 'Check where the file comes from; if it is right, unpack it.',
        evidence: { file },
      });
    }
    yield chunk;
  }
}

import { createWriteStream } from 'node:fs';
import { pipeline } from 'node:stream/promises';

/** Writes lines to a new file, each ended by a line feed. */
export async function writeLines(path: string, lines: Iterable<string>): Promise<void> {
  await pipeline(inChunks(lines), createWriteStream(path));
}

function* inChunks(lines: Iterable<string>): Generator<string> {
  let chunk = '';
  for (const line of lines) {
    chunk += `${line}\n`;
    if (chunk.length < 65_536) continue;
    yield chunk;
    chunk = '';
  }
  yield chunk;
}

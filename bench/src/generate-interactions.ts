import { createWriteStream } from 'node:fs';
import { rename } from 'node:fs/promises';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { createGzip } from 'node:zlib';
import { createRandom } from '@hnlm/core';

const linesInChunk = 20_000;

/**
 * Writes generated interactions as gzipped JSON lines: a tenth as many users and a fiftieth as many items,
 * both with heavy tails, ids and times as in Amazon's reviews. Same count, same file.
 */
export async function generateInteractions(file: string, count: number): Promise<void> {
  const random = createRandom('interactions');
  const users = ids('A', Math.ceil(count / 10));
  const items = ids('B00', Math.ceil(count / 50));
  function* chunks() {
    for (let written = 0; written < count; written += linesInChunk) {
      let text = '';
      for (let line = written; line < Math.min(count, written + linesInChunk); line++) {
        const user = users[Math.floor(users.length * random.uniform() ** 2)];
        const item = items[Math.floor(items.length * random.uniform() ** 3)];
        const rating = 1 + random.integer(5);
        const time = 1_420_070_400 + random.integer(94_694_400);
        text += `{"user_id":"${user}","item_id":"${item}","rating":${rating},"timestamp":${time}}\n`;
      }
      yield text;
    }
  }
  // Under another name until it is whole.
  await pipeline(Readable.from(chunks()), createGzip({ level: 1 }), createWriteStream(`${file}.part`));
  await rename(`${file}.part`, file);
}

/** Distinct ids, of which neither the order nor the length tells a number. */
function ids(prefix: string, count: number): string[] {
  return Array.from({ length: count }, (_, index) => {
    const scrambled = (Math.imul(index, 0x9e3779b1) >>> 0).toString(36).toUpperCase();
    return `${prefix}${scrambled.padStart(7, '0')}${prefix.length === 1 ? 'KX3QZ' : ''}`;
  });
}

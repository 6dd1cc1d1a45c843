import { createHash } from 'node:crypto';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { rowsOf } from './__fixtures__/logs.ts';
import { writeFiles } from './__fixtures__/write-files.ts';
import { readLog } from './read-log.ts';

const first =
  'user,item,rating,timestamp,review\nann,i1,5,1420070400,"Good, all in all."\nbob,i1,3,1420070401,\n';
const second = 'user,item,rating,timestamp\nann,i2,4,1420070402\n';

describe('readLog', () => {
  it('reads several files as one, packed or not', async () => {
    const folder = writeFiles({ 'a.csv': first, 'b.csv.gz': gzipSync(second) });
    const log = await readLog({ path: [join(folder, 'a.csv'), join(folder, 'b.csv')], format: 'csv' });
    expect(rowsOf(log)).toEqual([
      ['ann', 'i1', 5, 1_420_070_400],
      ['bob', 'i1', 3, 1_420_070_401],
      ['ann', 'i2', 4, 1_420_070_402],
    ]);
    expect(log).not.toHaveProperty('reviews');
  });

  it('says where every interaction came from', async () => {
    const packed = gzipSync(second);
    const folder = writeFiles({ 'a.csv': first, 'b.csv.gz': packed });
    const columns = { user: 'user' };
    const log = await readLog({
      path: [join(folder, 'a.csv'), join(folder, 'b.csv')],
      format: 'csv',
      columns,
    });
    const origin = (file: string, content: string | Uint8Array) => ({
      file,
      bytes: content.length,
      sha256: createHash('sha256').update(content).digest('hex'),
      format: 'csv',
      columns,
    });
    expect(log.provenance).toEqual([
      { step: 'read', parameters: origin('a.csv', first), interactions: 2, users: 2, items: 1 },
      { step: 'read', parameters: origin('b.csv.gz', packed), interactions: 3, users: 2, items: 2 },
    ]);
  });

  it('keeps reviews where asked to', async () => {
    const folder = writeFiles({ 'a.csv': first });
    const log = await readLog({ path: join(folder, 'a.csv'), format: 'csv', reviews: true });
    expect(log.reviews).toEqual([{ text: 'Good, all in all.', rating: 5 }, undefined]);
  });

  it('stops at a line that does not parse, or skips, counts and lists it', async () => {
    const folder = writeFiles({ 'a.csv': `${first}eve,i3,bad,1420070403,\ndan,i3,2,1e20,\n` });
    const path = join(folder, 'a.csv');
    await expect(readLog({ path, format: 'csv' })).rejects.toThrow(/a\.csv:4: rating "bad" is not a number/);
    const log = await readLog({ path, format: 'csv', onBadLine: 'skip' });
    expect(log.userOf).toHaveLength(2);
    expect(log.notes).toEqual([
      {
        what: 'lines skipped: they do not parse',
        count: 2,
        examples: [
          expect.stringMatching(/a\.csv:4: rating "bad" is not a number$/),
          expect.stringMatching(/a\.csv:5: timestamp "1e20" lies outside the years 1970 to 2099$/),
        ],
      },
    ]);
  });
});

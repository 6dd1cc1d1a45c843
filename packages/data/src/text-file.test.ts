import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { writeFiles } from './__fixtures__/write-files.ts';
import { eachLine, findFile, firstLine } from './text-file.ts';

async function linesOf(path: string): Promise<string[]> {
  const lines: string[] = [];
  await eachLine(path, (line, number) => {
    expect(number).toBe(lines.length + 1);
    lines.push(line);
  });
  return lines;
}

describe('eachLine', () => {
  it('delivers every line, across chunks, packed or not', async () => {
    const lines = Array.from({ length: 40_000 }, (_, index) => `line ${index} with an ü`);
    const text = lines.join('\n');
    const folder = writeFiles({ 'a.txt': `${text}\n`, 'b.txt.gz': gzipSync(text) });
    expect(await linesOf(join(folder, 'a.txt'))).toEqual(lines);
    expect(await linesOf(join(folder, 'b.txt'))).toEqual(lines);
  });

  it('takes off byte order marks and carriage returns', async () => {
    const folder = writeFiles({ 'a.txt': '\uFEFFone\r\n\r\ntwo' });
    expect(await linesOf(join(folder, 'a.txt'))).toEqual(['one', '', 'two']);
    expect(await firstLine(join(folder, 'a.txt'))).toBe('one');
  });

  it('sees gzip by the content, not by the name', async () => {
    const folder = writeFiles({ 'plain.gz': 'text', 'packed.txt': gzipSync('text') });
    expect(await linesOf(join(folder, 'plain.gz'))).toEqual(['text']);
    expect(await linesOf(join(folder, 'packed.txt'))).toEqual(['text']);
  });

  it('reports gzip data that are cut off, wherever they end', async () => {
    const whole = gzipSync(Array.from({ length: 500 }, (_, index) => `${index} ${index * 7919}`).join('\n'));
    await fc.assert(
      fc.asyncProperty(fc.integer({ min: 2, max: whole.length - 1 }), async (length) => {
        const folder = writeFiles({ 'a.gz': whole.subarray(0, length) });
        await expect(linesOf(join(folder, 'a.gz'))).rejects.toMatchObject({
          code: 'DATA_GZIP',
          message: `${join(folder, 'a.gz')} ends in the middle: its gzip data are cut off`,
        });
      }),
      { numRuns: 20 },
    );
  });

  it('stops when it is aborted', async () => {
    const folder = writeFiles({ 'a.txt': 'one\ntwo\n' });
    const aborted = AbortSignal.abort(new Error('enough'));
    await expect(eachLine(join(folder, 'a.txt'), () => {}, { signal: aborted })).rejects.toThrow('enough');
  });
});

describe('findFile', () => {
  it('names the nearest file where one is missing', async () => {
    const folder = writeFiles({ 'ratings.csv': '', 'movies.csv': '' });
    await expect(findFile(join(folder, 'rating.csv'))).rejects.toMatchObject({
      code: 'DATA_MISSING',
      hint: `Did you mean "ratings.csv"? ${folder} holds: movies.csv, ratings.csv.`,
    });
  });

  it('says so where the folder is missing too', async () => {
    await expect(findFile('/no/such/file')).rejects.toMatchObject({
      code: 'DATA_MISSING',
      hint: 'The folder /no/such does not exist either; check the path.',
    });
  });
});

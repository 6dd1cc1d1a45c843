import { appendFile, mkdir, mkdtemp, readdir, readFile, rm, truncate, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { openJournal } from './journal.ts';

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'hnlm-journal-'));
});
afterEach(() => rm(folder, { recursive: true }));

/** As `crc32` of Python's zlib has it too. */
const sealed = '{"crc":"fd2ebc8a","key":"a","value":1}\n';

async function written(entries: Record<string, unknown>): Promise<void> {
  const journal = await openJournal(folder, 'test');
  await Promise.all(Object.entries(entries).map(([key, value]) => journal.put(key, value)));
  await journal.close();
}

describe('openJournal', () => {
  test('finds after reopening what was put, text in any script included', async () => {
    await written({ a: { text: 'naïve 漢字 🎬\n' }, b: [1, 2] });
    const journal = await openJournal(folder, 'test');
    expect(journal.size).toBe(2);
    expect(await journal.get('a')).toEqual({ text: 'naïve 漢字 🎬\n' });
    expect(await journal.get('b')).toEqual([1, 2]);
    expect(await journal.get('c')).toBeUndefined();
    await journal.close();
  });

  test('is on the disk when put resolves', async () => {
    const journal = await openJournal(folder, 'test');
    await journal.put('a', 1);
    expect(await readFile(join(folder, 'test-000001.jsonl'), 'utf8')).toBe(sealed);
    await journal.close();
  });

  test('keeps the first value of a key', async () => {
    const journal = await openJournal<number>(folder, 'test');
    await Promise.all([journal.put('a', 1), journal.put('a', 2)]);
    await journal.put('a', 3);
    expect(await journal.get('a')).toBe(1);
    await journal.close();
    expect(await readFile(join(folder, 'test-000001.jsonl'), 'utf8')).toBe(sealed);
  });

  test('ignores a last line torn at any byte, and goes on in a new segment', async () => {
    const last = Buffer.byteLength('{"key":"b","value":"ü"}\n');
    for (let cut = 1; cut <= last; cut++) {
      await writeFile(join(folder, 'test-000001.jsonl'), '{"key":"a","value":1}\n{"key":"b","value":"ü"}\n');
      await truncate(join(folder, 'test-000001.jsonl'), 22 + last - cut);
      const journal = await openJournal(folder, 'test');
      expect(journal.size).toBe(1);
      await journal.put('b', cut);
      await journal.close();
      const again = await openJournal(folder, 'test');
      expect(await again.get('b')).toBe(cut);
      await again.close();
      await rm(join(folder, 'test-000002.jsonl'));
    }
  });

  test('refuses a damaged line, naming file and line', async () => {
    await written({ a: 1 });
    await appendFile(join(folder, 'test-000001.jsonl'), '{"key":"b","va\n{"key":"c","value":1}\n');
    await expect(openJournal(folder, 'test')).rejects.toMatchObject({
      code: 'JOURNAL_CORRUPT',
      message: expect.stringContaining('test-000001.jsonl:2'),
      evidence: { line: 2 },
    });
  });

  test('refuses a line of which any byte changed, invalid UTF-8 included', async () => {
    await written({ a: { text: 'grün' } });
    const path = join(folder, 'test-000001.jsonl');
    const whole = await readFile(path);
    for (const [place, byte] of whole.subarray(0, -1).entries()) {
      for (const other of [byte ^ 1, 0xff]) {
        const damaged = Buffer.from(whole);
        damaged[place] = other;
        await writeFile(path, damaged);
        const opening = openJournal(folder, 'test');
        await expect(opening, `byte ${place} as ${other}`).rejects.toMatchObject({ code: 'JOURNAL_CORRUPT' });
      }
    }
  });

  test('reads lines of the first versions, without a sum, and passes over empty ones', async () => {
    await written({ a: 1 });
    const path = join(folder, 'test-000001.jsonl');
    const line = (await readFile(path, 'utf8')).trimEnd();
    await writeFile(path, `{"key":"b","value":2}\r\n${line}\r\n\r\n\n`);
    const journal = await openJournal(folder, 'test');
    expect([journal.size, await journal.get('a'), await journal.get('b')]).toEqual([2, 1, 2]);
    await journal.close();
  });

  test('passes over a folder that is named like a segment', async () => {
    await mkdir(join(folder, 'test-000001.jsonl'));
    await written({ a: 1 });
    expect((await readdir(folder)).sort()).toEqual(['test-000001.jsonl', 'test-000002.jsonl']);
  });

  test('gives each open journal a segment of its own', async () => {
    const journals = await Promise.all([1, 2, 3].map(() => openJournal<number>(folder, 'test')));
    await Promise.all(
      journals.flatMap((journal, writer) =>
        Array.from({ length: 50 }, (_, n) => journal.put(`${writer}-${n}`, n)),
      ),
    );
    await Promise.all(journals.map((journal) => journal.close()));
    expect(await readdir(folder)).toHaveLength(3);
    const all = await openJournal<number>(folder, 'test');
    expect(all.size).toBe(150);
    expect(await all.get('2-49')).toBe(49);
    await all.close();
  });

  test('makes no file where nothing was put, and leaves journals of other names alone', async () => {
    await written({ a: 1 });
    const other = await openJournal(folder, 'other');
    expect(other.size).toBe(0);
    await other.close();
    expect(await readdir(folder)).toEqual(['test-000001.jsonl']);
  });

  test('rejects every put after a failed write', async () => {
    const journal = await openJournal(folder, 'test');
    await rm(folder, { recursive: true });
    await expect(journal.put('a', 1)).rejects.toMatchObject({ code: 'JOURNAL_WRITE' });
    await expect(journal.put('b', 1)).rejects.toMatchObject({ code: 'JOURNAL_WRITE' });
    await journal.close();
    folder = await mkdtemp(join(tmpdir(), 'hnlm-journal-'));
  });

  test('reads everything, in order, also from other segments', async () => {
    await written({ a: 1, b: 2 });
    const journal = await openJournal<number>(folder, 'test');
    await journal.put('c', 3);
    const entries = [];
    for await (const entry of journal.entries()) entries.push(entry);
    expect(entries).toEqual([
      ['a', 1],
      ['b', 2],
      ['c', 3],
    ]);
    await journal.close();
  });

  test('makes a value once for all who ask at the same time, and stores it before it is returned', async () => {
    const journal = await openJournal<number>(folder, 'test');
    let made = 0;
    const make = async () => ++made;
    expect(await Promise.all([1, 2, 3].map(() => journal.getOrPut('a', make)))).toEqual([1, 1, 1]);
    expect(await readFile(join(folder, 'test-000001.jsonl'), 'utf8')).toBe(sealed);
    expect(await journal.getOrPut('a', make)).toBe(1);
    expect(made).toBe(1);
    await journal.close();
  });

  test('does not keep those that are done waiting for one that is not', async () => {
    const journal = await openJournal<number>(folder, 'test');
    const { promise, resolve } = Promise.withResolvers<number>();
    const last = journal.getOrPut('last', () => promise);
    for (let round = 0; round < 5; round++) await journal.getOrPut(`key ${round}`, async () => round);
    expect((await readFile(join(folder, 'test-000001.jsonl'), 'utf8')).match(/\n/g)).toHaveLength(5);
    resolve(5);
    expect(await last).toBe(5);
    await journal.close();
  });

  test('lets the next make what one failed to make, and stores no undefined', async () => {
    const journal = await openJournal<number>(folder, 'test');
    const failing = journal.getOrPut('a', async () => Promise.reject(new Error('cancelled')));
    const nothing = journal.getOrPut('a', async () => undefined);
    const something = journal.getOrPut('a', async () => 7);
    await expect(failing).rejects.toThrow('cancelled');
    expect(await nothing).toBeUndefined();
    expect(await something).toBe(7);
    await journal.close();
  });
});

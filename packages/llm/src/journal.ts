import { constants } from 'node:fs';
import { type FileHandle, mkdir, open, readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { crc32 } from 'node:zlib';
import { HnlmError } from '@hnlm/core';

/** An append-only map on disk from a content hash to a JSON value. */
export interface Journal<T> {
  /** Number of keys. */
  readonly size: number;
  get(key: string): Promise<T | undefined>;
  /**
   * Stores a value; when the promise resolves it is on the disk. The first value of a key stays: a second is
   * ignored.
   *
   * @throws HnlmError `JOURNAL_WRITE`
   */
  put(key: string, value: T): Promise<void>;
  /**
   * Returns the value of a key; where there is none it is made, and stored before it is returned. While it is made,
   * others who ask for the key wait for it instead of making their own. `undefined` is not stored.
   *
   * @throws what `make` throws.
   */
  getOrPut(key: string, make: () => Promise<T | undefined>): Promise<T | undefined>;
  /** Reads everything stored so far, one value at a time. */
  entries(): AsyncIterable<readonly [key: string, value: T]>;
  /** Waits for pending writes and frees the files. */
  close(): Promise<void>;
}

const { O_APPEND, O_CREAT, O_EXCL, O_WRONLY } = constants;
/** Linux alone has it. */
const O_DSYNC = constants.O_DSYNC as number | undefined;

/**
 * Least time from one synchronisation with the disk to the next while further values are being made, in ms. It is a
 * hundredth of what a model takes for a reply, and lets those that come in meanwhile share the next.
 */
const spacing = 10;

/** In bytes; below the 2 GiB that `readFile` takes. */
const largestSegment = 2 ** 30;

interface Place {
  readonly segment: Segment;
  readonly start: number;
  readonly length: number;
}

interface Segment {
  readonly path: string;
  file?: Promise<FileHandle>;
}

interface Write {
  readonly key: string;
  readonly line: Buffer;
  resolve(): void;
  reject(error: unknown): void;
}

/**
 * Opens the journal `<folder>/<name>-NNNNNN.jsonl`: segments of lines `{"crc":…,"key":…,"value":…}`, where `crc` is the CRC-32 of
 * the rest of the line in hex; lines of the first versions have none.
 *
 * Every open journal appends to a segment of its own, made at the first write, so that processes never share
 * a file. Writes that come in while the disk is busy, or within 10 ms, are synchronised together. A last line without its line
 * feed was never reported as stored (the process died in the middle of it) and is ignored. Folders are merged
 * by moving segments together under free numbers.
 *
 * @param isValue whether a stored value has the shape that its readers rely on
 * @throws HnlmError `JOURNAL_CORRUPT` if a complete line is damaged.
 */
export async function openJournal<T>(
  folder: string,
  name: string,
  isValue: (value: unknown) => boolean = (value) => value !== undefined,
): Promise<Journal<T>> {
  await mkdir(folder, { recursive: true });
  const places = new Map<string, Place>();
  const segments: Segment[] = [];
  const isSegment = new RegExp(`^${name}-\\d{6,}\\.jsonl$`);
  const entries = await readdir(folder, { withFileTypes: true });
  const names = entries.filter((entry) => !entry.isDirectory()).map((entry) => entry.name);
  for (const entry of names.filter((one) => isSegment.test(one)).sort()) {
    const segment = { path: join(folder, entry) };
    segments.push(segment);
    await index(segment, places, isValue);
  }

  const queue: Write[] = [];
  const underway = new Map<string, Promise<void>>();
  let own: { segment: Segment; file: FileHandle; length: number } | undefined;
  let failure: HnlmError | undefined;
  let writing: Promise<void> | undefined;
  let begun = -Infinity;
  const making = new Map<string, Promise<unknown>>();

  async function drain(): Promise<void> {
    while (queue.length > 0) {
      const early = begun + spacing - performance.now();
      if (early > 0 && making.size > queue.length) await sleep(early);
      begun = performance.now();
      const group = queue.splice(0);
      try {
        // A failed write may have left half a line, after which nothing may be appended.
        if (failure) throw failure;
        if (own && own.length > largestSegment) {
          await own.file.close();
          own = undefined;
        }
        if (!own) {
          own = await createSegment(folder, name);
          segments.push(own.segment);
        }
        await append(own.file, Buffer.concat(group.map((write) => write.line)));
      } catch (cause) {
        failure ??= new HnlmError(`cannot write to ${folder}: ${(cause as Error).message}`, {
          code: 'JOURNAL_WRITE',
          hint: 'Make room or correct the permissions, and run again: what was stored stays stored.',
          evidence: { folder },
          cause,
        });
        for (const write of group) write.reject(failure);
        continue;
      }
      for (const write of group) {
        places.set(write.key, { segment: own.segment, start: own.length, length: write.line.length });
        own.length += write.line.length;
        write.resolve();
      }
    }
    writing = undefined;
  }

  async function get(key: string): Promise<T | undefined> {
    const place = places.get(key);
    if (!place) return undefined;
    const file = await (place.segment.file ??= open(place.segment.path));
    const bytes = Buffer.alloc(place.length);
    await file.read(bytes, 0, place.length, place.start);
    return (JSON.parse(bytes.toString()) as { value: T }).value;
  }

  const journal: Journal<T> = {
    get size() {
      return places.size;
    },
    get,
    async getOrPut(key, make) {
      for (;;) {
        const stored = await get(key);
        if (stored !== undefined) return stored;
        const other = making.get(key);
        if (!other) break;
        // Whoever makes it may be cancelled; then the next in line makes it.
        await other.catch(() => {});
      }
      const made = make().then(async (value) => {
        if (value !== undefined) await journal.put(key, value);
        return value;
      });
      making.set(key, made);
      return made.finally(() => making.delete(key));
    },
    async *entries() {
      for (const key of [...places.keys()]) yield [key, (await get(key))!] as const;
    },
    put(key, value) {
      if (places.has(key)) return Promise.resolve();
      const pending = underway.get(key);
      if (pending) return pending;
      const stored = new Promise<void>((resolve, reject) => {
        queue.push({ key, line: lineOf(key, value), resolve, reject });
      }).finally(() => underway.delete(key));
      underway.set(key, stored);
      writing ??= drain();
      return stored;
    },
    async close() {
      await writing;
      await own?.file.close();
      for (const segment of segments) await (await segment.file)?.close();
    },
  };
  return journal;
}

/** Makes a segment under the next free number; exclusive creation is what gives it one writer. */
async function createSegment(folder: string, name: string) {
  const taken = (await readdir(folder)).map((entry) => Number(entry.match(/-(\d+)\.jsonl$/)?.[1] ?? 0));
  for (let number = Math.max(0, ...taken) + 1; ; number++) {
    const path = join(folder, `${name}-${String(number).padStart(6, '0')}.jsonl`);
    try {
      const file = await open(path, O_CREAT | O_EXCL | O_APPEND | O_WRONLY | (O_DSYNC ?? 0));
      await synchroniseFolder(folder);
      return { segment: { path } as Segment, file, length: 0 };
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
    }
  }
}

/** Resolves when the bytes are on the disk; where the system offers it, in one call instead of two. */
async function append(file: FileHandle, bytes: Buffer): Promise<void> {
  for (let start = 0; start < bytes.length; ) start += (await file.write(bytes, start)).bytesWritten;
  if (O_DSYNC === undefined) await file.datasync();
}

/** Makes the new file's name durable; Windows cannot open folders and does not need it. */
async function synchroniseFolder(folder: string): Promise<void> {
  if (process.platform === 'win32') return;
  const handle = await open(folder);
  await handle.sync().finally(() => handle.close());
}

async function index(
  segment: Segment,
  places: Map<string, Place>,
  isValue: (value: unknown) => boolean,
): Promise<void> {
  const bytes = await readFile(segment.path);
  for (let start = 0, line = 1; ; line++) {
    const end = bytes.indexOf(10, start) + 1;
    if (end === 0) return;
    const stored = bytes.subarray(start, end);
    // Editors leave lines without anything.
    if (!/^\r?\n$/.test(stored.toString('latin1', 0, 3))) {
      const key = keyOf(stored, isValue);
      if (key === undefined) {
        throw new HnlmError(`${segment.path}:${line}: the line is damaged`, {
          code: 'JOURNAL_CORRUPT',
          hint: 'Delete the line: what it held is asked again. If many are damaged, delete the file.',
          evidence: { file: segment.path, line },
        });
      }
      if (!places.has(key)) places.set(key, { segment, start, length: end - start });
    }
    start = end;
  }
}

const seal = /^\{"crc":"([0-9a-f]{8})",/;

function lineOf(key: string, value: unknown): Buffer {
  const rest = JSON.stringify({ key, value }).slice(1);
  return Buffer.from(`{"crc":"${crc32(rest).toString(16).padStart(8, '0')}",${rest}\n`);
}

function keyOf(line: Buffer, isValue: (value: unknown) => boolean): string | undefined {
  const text = line.toString().trimEnd();
  const [prefix, crc] = text.match(seal) ?? [];
  // Of the bytes, not the text: what is no UTF-8 looks the same in it as the sign that stands for it.
  const end = line.length - (line.at(-2) === 13 ? 2 : 1);
  const sound = prefix
    ? crc32(line.subarray(prefix.length, end)) === Number.parseInt(crc, 16)
    : text.startsWith('{"key":');
  if (!sound) return undefined;
  try {
    const { key, value } = JSON.parse(text) as { key?: unknown; value?: unknown };
    return typeof key === 'string' && isValue(value) ? key : undefined;
  } catch {
    return undefined;
  }
}

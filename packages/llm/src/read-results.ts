import { type FileHandle, open, stat } from 'node:fs/promises';
import { HnlmError } from '@hnlm/core';
import { readResultLine } from './result-line.ts';

/** What to read. */
export interface ResultFiles {
  /** Result and error files, in any order. */
  readonly files: readonly string[];
  readonly signal?: AbortSignal;
}

/** One line of which nothing was stored. */
export interface ImportFault {
  readonly file: string;
  /** From 1. */
  readonly line: number;
  readonly reason: string;
}

/** What became of the lines of result files. */
export interface ReadResults {
  /** Results that were stored now. */
  readonly stored: number;
  /** Results that were stored before. */
  readonly known: number;
  /** Results of other requests than these. */
  readonly unknown: number;
  /** Lines without a result: refused, expired, or damaged. Their requests are exported again. */
  readonly faults: readonly ImportFault[];
}

/** Where results go. */
export interface ResultStore {
  /** Says whether a result is awaited under the key. */
  isOpen(key: string): boolean;
  isStored(key: string): Promise<boolean>;
  /**
   * Closes the key at once and stores the result, or leaves the key open and returns what is wrong with the result; it throws
   * a TypeError, at once too, for a result that is not as the protocol has it.
   */
  store(key: string, body: object): Promise<string | undefined>;
}

/** Lines that are judged and synchronised to the disk together. */
const group = 256;

/**
 * Reads result files of OpenAI's Batch form into a store. Reading a file twice changes nothing.
 *
 * @throws HnlmError `LLM_BATCH_FILE` if a file cannot be read.
 * @throws the signal's reason when it aborts; what was stored stays stored.
 */
export async function readResults({ files, signal }: ResultFiles, store: ResultStore): Promise<ReadResults> {
  const taken = new Set<string>();
  const unknown = new Set<string>();
  const faults: ImportFault[] = [];
  let known = 0;

  async function take(file: string, line: number, text: string): Promise<void> {
    const { key = '', body, fault } = readResultLine(text);
    if (taken.has(key)) known++;
    else if (body && store.isOpen(key)) {
      taken.add(key);
      const reason = await store.store(key, body).catch((error: unknown) => {
        if (error instanceof TypeError) return 'the result is not as the protocol has it';
        throw error;
      });
      if (reason === undefined) return;
      taken.delete(key);
      faults.push({ file, line, reason });
    } else if (await store.isStored(key)) known++;
    else if (body) unknown.add(key);
    else faults.push({ file, line, reason: fault });
  }

  for (const file of files) {
    let line = 0;
    let texts: [line: number, text: string][] = [];
    // Begun and awaited in one go, so that no failure is left without someone who waits for it.
    const takeAll = () => Promise.all(texts.map(([line, text]) => take(file, line, text)));
    for await (const text of linesOf(file)) {
      signal?.throwIfAborted();
      line++;
      if (text.trim() === '') continue;
      texts.push([line, text]);
      if (texts.length < group) continue;
      await takeAll();
      texts = [];
    }
    await takeAll();
  }
  return { stored: taken.size, known, unknown: unknown.size, faults };
}

async function* linesOf(path: string): AsyncGenerator<string> {
  let input: FileHandle;
  try {
    if (!(await stat(path)).isFile()) throw new Error('it is no file');
    input = await open(path);
  } catch (cause) {
    throw new HnlmError(`cannot read the results ${path}: ${(cause as Error).message}`, {
      code: 'LLM_BATCH_FILE',
      hint: 'Name the files that the batch wrote; they can be read again in any order.',
      evidence: { file: path },
      cause,
    });
  }
  try {
    let first = true;
    for await (const line of input.readLines()) {
      yield first ? line.replace(/^\uFEFF/, '') : line;
      first = false;
    }
  } finally {
    await input.close();
  }
}

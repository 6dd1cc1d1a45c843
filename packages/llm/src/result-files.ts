import { type FileHandle, open, stat } from 'node:fs/promises';
import { HnlmError } from '@hnlm/core';
import { ask } from './ask.ts';
import { type BatchContext, batchContext } from './batch-context.ts';
import type { ChatReply } from './chat-model.ts';
import type { Prompt } from './generation-task.ts';
import { readResultLine } from './result-line.ts';

/** Options of {@link importResults}. */
export interface ImportResultsOptions<T> extends BatchContext<T> {
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

/** What {@link importResults} found. */
export interface ImportedResults {
  /** Replies that went into the ledger, usable or not. */
  readonly stored: number;
  /** Replies that it had. */
  readonly known: number;
  /** Results of requests that these prompts, task and model do not make. */
  readonly unknown: number;
  /** Lines with an error instead of a reply: refused, expired, or damaged. Their requests are exported again. */
  readonly faults: readonly ImportFault[];
  /** Distinct prompts that still need a request. */
  readonly open: number;
}

/** Lines whose replies are judged and synchronised to the disk together. */
const group = 256;

/**
 * Reads result files of OpenAI's Batch API, `vllm run-batch` or the script of `rayDriver` into a ledger. Each reply is
 * judged as one that came over the network. Reading a file twice changes nothing.
 *
 * @throws HnlmError `LLM_BATCH_FILE` if a file cannot be read.
 * @throws the signal's reason when it aborts; what was stored stays stored.
 */
export async function importResults<T>(options: ImportResultsOptions<T>): Promise<ImportedResults> {
  const { files, signal } = options;
  // Also a further round after three unusable replies, if it was exported.
  const { context, prompts } = batchContext(options, true);
  const waiting = new Map<string, Prompt>();
  const unknown = new Set<string>();
  const faults: ImportFault[] = [];
  let stored = 0;
  let known = 0;

  /** Walks to the first request without a reply, past the one whose reply is given. */
  async function walk(prompt: Prompt, given?: { key: string; reply: ChatReply }): Promise<void> {
    await ask(context, prompt, async ({ key }) => {
      if (key === given?.key) {
        stored++;
        return given.reply;
      }
      waiting.set(key, prompt);
      return undefined;
    });
  }

  async function take(file: string, line: number, text: string): Promise<void> {
    const result = readResultLine(text);
    const { key = '' } = result;
    const prompt = waiting.get(key);
    if (prompt && result.reply) {
      waiting.delete(key);
      await walk(prompt, { key, reply: result.reply });
    } else if (await context.ledger.get(key)) known++;
    else if (result.reply) unknown.add(key);
    else faults.push({ file, line, reason: result.fault });
  }

  for (const prompt of prompts) await walk(prompt);
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
  const left = await openPrompts(prompts);
  return { stored, known, unknown: unknown.size, faults, open: left };

  /** Counts with the rules of an export: three unusable replies are an end. */
  async function openPrompts(all: readonly Prompt[]): Promise<number> {
    let count = 0;
    for (const prompt of all) {
      const { generation } = await ask({ ...context, retryFailed: false }, prompt, async () => undefined);
      if (!generation) count++;
    }
    return count;
  }
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

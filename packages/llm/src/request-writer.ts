import { type FileHandle, mkdir, open, readdir, rename, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { HnlmError } from '@hnlm/core';
import type { Shard } from './shard.ts';

/** Where request files go, and what each holds at most. */
export interface RequestFileOptions {
  /** A folder without request files; made where it is missing. */
  readonly folder: string;
  /** Most requests a file; 50,000 by default, OpenAI's limit. */
  readonly maxRequests?: number;
  /** Most bytes a file; 200 million by default, OpenAI's limit. */
  readonly maxBytes?: number;
  /** Writes only the requests of this shard. */
  readonly shard?: Shard;
}

/** One request of a file. */
export interface BatchRequest {
  /** Comes back with the result. */
  readonly key: string;
  readonly url: string;
  readonly body: Record<string, unknown>;
}

/** Writes requests into files of bounded size. A file has its name only when it is complete. */
export interface RequestWriter {
  readonly files: readonly string[];
  readonly requests: number;
  write(request: BatchRequest): Promise<void>;
  /** Completes the last file. */
  finish(): Promise<void>;
  /** Removes what was written: files of half a run look like those of a whole one. */
  undo(): Promise<void>;
}

/** Characters that are written to the disk together. */
const chunk = 2 ** 20;

/**
 * Opens a writer of request files.
 *
 * @throws HnlmError `LLM_BATCH_FOLDER` if the folder has request files; `write`: `LLM_BATCH_LINE` if one request exceeds
 *   `maxBytes`.
 */
export async function openRequestWriter(options: RequestFileOptions): Promise<RequestWriter> {
  const { folder, maxRequests = 50_000, maxBytes = 200_000_000 } = options;
  await mkdir(folder, { recursive: true });
  if ((await readdir(folder)).some((name) => /^requests-\d+\.jsonl/.test(name))) {
    throw new HnlmError(`${folder} has request files already`, {
      code: 'LLM_BATCH_FOLDER',
      hint: 'Import their results first, then export the rest into a new folder.',
      evidence: { folder },
    });
  }
  const files: string[] = [];
  let requests = 0;
  let file: { handle: FileHandle; path: string; lines: number; bytes: number; pending: string } | undefined;

  async function finish(): Promise<void> {
    if (!file) return;
    const { handle, path, pending } = file;
    file = undefined;
    await handle.appendFile(pending);
    await handle.sync();
    await handle.close();
    await rename(`${path}.part`, path);
    files.push(path);
  }

  return {
    files,
    get requests() {
      return requests;
    },
    async write(request) {
      const line = lineOf(request);
      const bytes = Buffer.byteLength(line);
      if (bytes > maxBytes) {
        throw new HnlmError(`one request has ${bytes} bytes, more than the ${maxBytes} of a file`, {
          code: 'LLM_BATCH_LINE',
          hint: 'Shorten the prompt, or raise maxBytes.',
        });
      }
      if (file && (file.lines === maxRequests || file.bytes + bytes > maxBytes)) await finish();
      if (!file) {
        const path = join(folder, `requests-${String(files.length + 1).padStart(5, '0')}.jsonl`);
        file = { handle: await open(`${path}.part`, 'w'), path, lines: 0, bytes: 0, pending: '' };
      }
      file.pending += line;
      file.lines++;
      file.bytes += bytes;
      requests++;
      if (file.pending.length < chunk) return;
      await file.handle.appendFile(file.pending);
      file.pending = '';
    },
    finish,
    async undo() {
      await file?.handle.close();
      const paths = file ? [...files, `${file.path}.part`] : files;
      for (const path of paths) await rm(path, { force: true });
    },
  };
}

/** A lone surrogate is no Unicode: `vllm run-batch` ends at such a line, with all that would have come after it. */
function lineOf({ key, url, body }: BatchRequest): string {
  const line = { custom_id: key, method: 'POST', url, body };
  const wellFormed = (_: string, value: unknown) =>
    typeof value === 'string' ? value.toWellFormed() : value;
  return `${JSON.stringify(line, wellFormed)}\n`;
}

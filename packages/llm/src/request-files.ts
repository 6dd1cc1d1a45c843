import { type FileHandle, mkdir, open, readdir, rename, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { HnlmError } from '@hnlm/core';
import { ask, type OpenRequest } from './ask.ts';
import { type BatchContext, batchContext } from './batch-context.ts';
import { type OpenAIRequestOptions, toOpenAI } from './openai-format.ts';
import { isOfShard, type Shard } from './shard.ts';

/** Options of {@link exportRequests}. */
export interface ExportRequestsOptions<T>
  extends BatchContext<T>,
    Pick<OpenAIRequestOptions, 'maxTokensField'> {
  /** A folder without request files; made where it is missing. */
  readonly folder: string;
  /** Most requests a file; 50,000 by default, OpenAI's limit. */
  readonly maxRequests?: number;
  /** Most bytes a file; 200 million by default, OpenAI's limit. */
  readonly maxBytes?: number;
  /** Writes anew the prompts whose stored replies were all unusable; `false` by default. */
  readonly retryFailed?: boolean;
  /** Writes only the prompts of this shard. */
  readonly shard?: Shard;
}

/** What {@link exportRequests} wrote. */
export interface ExportedRequests {
  readonly files: readonly string[];
  readonly requests: number;
  /** Distinct prompts whose result the ledger has. */
  readonly fromLedger: number;
}

/**
 * Writes the requests that a ledger has no reply to into files of OpenAI's Batch form, which OpenAI's Batch API,
 * `vllm run-batch` and the script of `rayDriver` take. Answers come back with `importResults`; then a second export has
 * what failed or was unusable, with the next seed and a word on what was wrong, and nothing when all is done.
 *
 * @throws HnlmError `LLM_BATCH_FOLDER` if the folder has request files; `LLM_BATCH_LINE` if one request exceeds `maxBytes`.
 * @example
 * ```ts
 * const batch = { ledger, task, prompts, model: 'Qwen/Qwen3-8B' };
 * const { files } = await exportRequests({ ...batch, folder: 'requests' });
 * // vllm run-batch -i requests/requests-00001.jsonl -o results-1.jsonl --model Qwen/Qwen3-8B
 * await importResults({ ...batch, files: ['results-1.jsonl'] });
 * ```
 */
export async function exportRequests<T>(options: ExportRequestsOptions<T>): Promise<ExportedRequests> {
  const { folder, maxRequests = 50_000, maxBytes = 200_000_000, retryFailed = false, shard } = options;
  const { context, prompts } = batchContext(options, retryFailed);
  const writer = await requestWriter(folder, maxRequests, maxBytes);
  let fromLedger = 0;
  try {
    for (const prompt of prompts) {
      if (shard && !isOfShard(prompt, shard)) continue;
      let unanswered: OpenRequest | undefined;
      await ask(context, prompt, async (request) => {
        unanswered = request;
        return undefined;
      });
      if (unanswered) await writer.write(requestLine(unanswered, options));
      else fromLedger++;
    }
    await writer.finish();
  } catch (error) {
    await writer.undo();
    throw error;
  }
  return { files: writer.files, requests: writer.requests, fromLedger };
}

function requestLine<T>({ key, request }: OpenRequest, options: ExportRequestsOptions<T>): string {
  const body = toOpenAI(request, options, { stream: false });
  return `${JSON.stringify({ custom_id: key, method: 'POST', url: '/v1/chat/completions', body })}\n`;
}

/** Writes lines into files of bounded size. A file has its name only when it is complete, and none stays where one failed. */
async function requestWriter(folder: string, maxRequests: number, maxBytes: number) {
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
  let file: { handle: FileHandle; path: string; lines: number; bytes: number } | undefined;

  async function finish(): Promise<void> {
    if (!file) return;
    const { handle, path } = file;
    file = undefined;
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
    async write(line: string) {
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
        file = { handle: await open(`${path}.part`, 'w'), path, lines: 0, bytes: 0 };
      }
      await file.handle.appendFile(line);
      file.lines++;
      file.bytes += bytes;
      requests++;
    },
    finish,
    /** Removes what was written: files of half a run look like those of a whole one. */
    async undo() {
      await file?.handle.close();
      const paths = file ? [...files, `${file.path}.part`] : files;
      for (const path of paths) await rm(path, { force: true });
    },
  };
}

import { ask, type OpenRequest } from './ask.ts';
import { type BatchContext, batchContext } from './batch-context.ts';
import { type OpenAIRequestOptions, toOpenAI } from './openai-format.ts';
import { openRequestWriter, type RequestFileOptions } from './request-writer.ts';
import { isOfShard } from './shard.ts';

/** Options of {@link exportRequests}. */
export interface ExportRequestsOptions<T>
  extends BatchContext<T>,
    RequestFileOptions,
    Pick<OpenAIRequestOptions, 'maxTokensField'> {
  /** Writes anew the prompts whose stored replies were all unusable; `false` by default. */
  readonly retryFailed?: boolean;
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
  const { retryFailed = false, shard } = options;
  const { context, prompts } = batchContext(options, retryFailed);
  const writer = await openRequestWriter(options);
  let fromLedger = 0;
  try {
    for (const prompt of prompts) {
      if (shard && !isOfShard(prompt.user, shard)) continue;
      let unanswered: OpenRequest | undefined;
      await ask(context, prompt, async (request) => {
        unanswered = request;
        return undefined;
      });
      if (unanswered) {
        const { key, request } = unanswered;
        await writer.write({
          key,
          url: '/v1/chat/completions',
          body: toOpenAI(request, options, { stream: false }),
        });
      } else fromLedger++;
    }
    await writer.finish();
  } catch (error) {
    await writer.undo();
    throw error;
  }
  return { files: writer.files, requests: writer.requests, fromLedger };
}

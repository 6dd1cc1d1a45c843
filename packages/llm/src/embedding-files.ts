import { HnlmError } from '@hnlm/core';
import type { ModelIdentity } from './chat-model.ts';
import { type EmbeddingCache, embeddingKey } from './embedding-cache.ts';
import { readVectors, vectorIdentity, vectorRequest } from './openai-vectors.ts';
import { type ResultFiles, readResults } from './read-results.ts';
import { openRequestWriter, type RequestFileOptions } from './request-writer.ts';
import type { ImportedResults } from './result-files.ts';
import { isOfShard } from './shard.ts';
import { restoreVector, storeVector } from './stored-vector.ts';

/** What an export of texts to embed and the import of their vectors must have in common. */
export interface EmbeddingBatch {
  readonly cache: EmbeddingCache;
  readonly texts: readonly string[];
  /** Name of the model, as it goes into the requests. */
  readonly model: string;
  /** Length of the vectors, for models that can shorten them. */
  readonly dimensions?: number;
  /** Part of the cache's keys; by default that of `openAIEmbedder` with this model, so that both share a cache. */
  readonly identity?: ModelIdentity;
}

/** Options of {@link exportEmbeddingRequests}. */
export interface ExportEmbeddingRequestsOptions extends EmbeddingBatch, RequestFileOptions {
  /** Further fields of each request, such as `{ encoding_format: 'base64' }`, which makes results a quarter as large. */
  readonly extra?: Readonly<Record<string, unknown>>;
}

/** What {@link exportEmbeddingRequests} wrote. */
export interface ExportedEmbeddingRequests {
  readonly files: readonly string[];
  readonly requests: number;
  /** Distinct texts whose vector the cache has. */
  readonly fromCache: number;
}

/** Options of {@link importEmbeddingResults}. */
export interface ImportEmbeddingResultsOptions extends EmbeddingBatch, ResultFiles {}

/**
 * Writes the texts that a cache has no vector of into files of OpenAI's Batch form, which OpenAI's Batch API,
 * `vllm run-batch` and the script of `rayDriver` take. One text a request: a text that the model refuses takes no other
 * with it, and OpenAI's limit of 50,000 texts a file is that of requests.
 *
 * @throws HnlmError `LLM_BATCH_FOLDER` if the folder has request files; `LLM_BATCH_LINE` if one request exceeds `maxBytes`;
 *   `LLM_EMBEDDING` if a text is empty, which servers refuse.
 * @example
 * ```ts
 * const batch = { cache: await openEmbeddingCache('runs/embeddings'), texts, model: 'Qwen/Qwen3-Embedding-0.6B' };
 * const { files } = await exportEmbeddingRequests({ ...batch, folder: 'requests' });
 * // vllm run-batch -i requests/requests-00001.jsonl -o vectors-1.jsonl --model Qwen/Qwen3-Embedding-0.6B --runner pooling
 * await importEmbeddingResults({ ...batch, files: ['vectors-1.jsonl'] });
 * const model = recordedEmbedder({ identity: { provider: 'openai-compatible', model: batch.model } });
 * const { vectors, dimensions } = await embedAll({ model, texts, cache: batch.cache });
 * ```
 */
export async function exportEmbeddingRequests(
  options: ExportEmbeddingRequestsOptions,
): Promise<ExportedEmbeddingRequests> {
  const { texts, shard, extra } = options;
  const empty = texts.findIndex((text) => text.trim() === '');
  if (empty >= 0) {
    throw new HnlmError(`text ${empty} is empty`, {
      code: 'LLM_EMBEDDING',
      hint: 'Say something in its place, or leave it out.',
      evidence: { text: empty },
    });
  }
  const writer = await openRequestWriter(options);
  let fromCache = 0;
  try {
    for (const [text, key] of keysOf(options)) {
      if (shard && !isOfShard(text, shard)) continue;
      if (await options.cache.get(key)) fromCache++;
      else
        await writer.write({
          key,
          url: '/v1/embeddings',
          body: { ...vectorRequest(options, text), ...extra },
        });
    }
    await writer.finish();
  } catch (error) {
    await writer.undo();
    throw error;
  }
  return { files: writer.files, requests: writer.requests, fromCache };
}

/**
 * Reads result files of embedding requests into a cache. Each vector is checked as one that came over the network, and
 * must have the length of those that the cache has. Reading a file twice changes nothing.
 *
 * @throws HnlmError `LLM_BATCH_FILE` if a file cannot be read.
 * @throws the signal's reason when it aborts; what was stored stays stored.
 */
export async function importEmbeddingResults(
  options: ImportEmbeddingResultsOptions,
): Promise<ImportedResults> {
  const { cache } = options;
  let length = options.dimensions;
  const open = new Set<string>();
  for (const key of keysOf(options).values()) {
    const stored = await cache.get(key);
    if (stored) length ??= restoreVector(stored).length;
    else open.add(key);
  }
  const read = await readResults(options, {
    isOpen: (key) => open.has(key),
    isStored: async (key) => (await cache.get(key)) !== undefined,
    async store(key, body) {
      const vectors = readVectors(body, 1, length);
      if (typeof vectors === 'string') return `the result has ${vectors}`;
      const [vector] = vectors;
      length ??= vector.length;
      open.delete(key);
      await cache.put(key, storeVector(vector));
      return undefined;
    },
  });
  return { ...read, open: open.size };
}

function keysOf(batch: EmbeddingBatch): Map<string, string> {
  const online = vectorIdentity({ provider: 'openai-compatible', model: batch.model }, batch);
  const { texts, identity = online } = batch;
  return new Map(texts.map((text) => [text, embeddingKey(identity, text)]));
}

import { HnlmError } from '@hnlm/core';
import { contentHash } from './content-hash.ts';
import type { EmbeddingCache } from './embedding-cache.ts';
import type { EmbeddingModel } from './embedding-model.ts';
import { estimateTokens } from './estimate-tokens.ts';
import { forEachBounded } from './for-each-bounded.ts';
import { steadyCalls, type Work } from './steady-calls.ts';
import { restoreVector, storeVector } from './stored-vector.ts';

/** Progress of {@link embedAll}; counts are of distinct texts. */
export interface EmbeddingEvent {
  readonly type: 'embedded';
  readonly done: number;
  readonly total: number;
  readonly fromCache: number;
}

/** Options of {@link embedAll}. */
export interface EmbedAllOptions {
  readonly model: EmbeddingModel;
  readonly texts: readonly string[];
  /** Keeps vectors over runs, so that a killed run does not embed again. */
  readonly cache?: EmbeddingCache;
  /** Texts between two stores and progress events; 256 by default. */
  readonly batch?: number;
  /** How long to go on while the server does nothing but fail, in ms; 10 minutes by default. */
  readonly patience?: number;
  readonly signal?: AbortSignal;
  readonly onEvent?: (event: EmbeddingEvent) => void;
}

/** Vectors of texts, row by row. */
export interface Embeddings {
  /** `[texts.length * dimensions]`. */
  readonly vectors: Float32Array;
  /** 0 where there were no texts. */
  readonly dimensions: number;
}

/**
 * Embeds texts in the order given, each distinct one once, and none that the cache holds. A busy or lost
 * server is tried again for `patience`; where there are several, each embeds a batch at a time.
 *
 * @throws HnlmError what the model throws and repeating does not help; `LLM_DOWN` when patience has run out;
 *   `LLM_EMBEDDING` if vectors differ in length.
 * @throws the signal's reason when it aborts.
 */
export async function embedAll(options: EmbedAllOptions): Promise<Embeddings> {
  const { model, texts, cache, batch = 256, patience, signal, onEvent } = options;
  if (texts.length === 0) return { vectors: new Float32Array(0), dimensions: 0 };
  const identity = await model.identity({ signal });
  const keyOf = (text: string) => contentHash({ version: 1, model: identity, text });
  const known = new Map<string, Float32Array>();
  const distinct = [...new Set(texts)];

  const missing: string[] = [];
  for (const text of distinct) {
    const stored = await cache?.get(keyOf(text));
    if (stored) known.set(text, restoreVector(stored));
    else missing.push(text);
  }
  const fromCache = known.size;
  const report = () => onEvent?.({ type: 'embedded', done: known.size, total: distinct.length, fromCache });
  if (fromCache > 0) report();

  const groups: string[][] = [];
  for (let start = 0; start < missing.length; start += batch)
    groups.push(missing.slice(start, start + batch));
  const calls = steadyCalls(model, { concurrency: 1, patience });
  const concurrency = model.endpoints?.length ?? 1;
  await forEachBounded(groups, { concurrency, signal }, async (group, cancel) => {
    const vectors = await calls.call(workOf(group), cancel, cancel);
    await Promise.all(group.map((text, index) => cache?.put(keyOf(text), storeVector(vectors[index]))));
    for (const [index, text] of group.entries()) known.set(text, vectors[index]);
    report();
  });
  return inRows(texts.map((text) => known.get(text)!));
}

function workOf(texts: readonly string[]): Work<EmbeddingModel, Float32Array[]> {
  const tokens = texts.reduce((sum, text) => sum + estimateTokens(text), 0);
  return { tokens, run: (model, options) => model.embed(texts, options), produced: () => tokens };
}

function inRows(rows: readonly Float32Array[]): Embeddings {
  const dimensions = rows[0].length;
  const vectors = new Float32Array(rows.length * dimensions);
  for (const [row, vector] of rows.entries()) {
    if (vector.length !== dimensions) {
      throw new HnlmError(
        `text ${row} has a vector of ${vector.length} numbers where others have ${dimensions}`,
        {
          code: 'LLM_EMBEDDING',
          hint: 'The model changed its size: delete the embedding cache and run again.',
        },
      );
    }
    vectors.set(vector, row * dimensions);
  }
  return { vectors, dimensions };
}

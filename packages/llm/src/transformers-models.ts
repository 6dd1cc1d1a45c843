import { HnlmError } from '@hnlm/core';
import type { ChatModel, ModelIdentity } from './chat-model.ts';
import type { EmbeddingModel } from './embedding-model.ts';
import { digestOf, loadPipeline, type TransformersSource } from './load-transformers.ts';

/** Options of {@link transformers}. */
export type TransformersOptions = TransformersSource;

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
    identity: identityOf(options, `, ${pooling} pooling`),
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

interface TextGeneration {
  (messages: unknown, options: object): Promise<readonly { readonly generated_text: unknown }[]>;
  readonly tokenizer: {
    apply_chat_template(messages: unknown, options: object): unknown;
    encode?(text: string): readonly number[];
  };
}

/**
 * Makes a chat model of transformers.js in this process, for small instruction models. It cannot hold a model to a schema:
 * the shape of a reply is checked afterwards. A request that is under way cannot be stopped; its result is dropped.
 *
 * @throws HnlmError its methods: `OPTIONAL_MISSING`, `LLM_MODEL_MISSING`
 * @example
 * ```ts
 * const model = transformers({ model: 'onnx-community/Qwen2.5-0.5B-Instruct' });
 * ```
 */
export function transformers(options: TransformersOptions): ChatModel {
  const generation = loadedOnce<TextGeneration>('text-generation', options);
  return {
    identity: identityOf(options),
    async generate({ messages, temperature = 0, maxTokens = 512 }, { signal } = {}) {
      signal?.throwIfAborted();
      const generate = await generation();
      const prompt = generate.tokenizer.apply_chat_template(messages, {
        tokenize: false,
        add_generation_prompt: true,
      }) as string;
      const [{ generated_text: generated }] = await generate(prompt, {
        max_new_tokens: maxTokens,
        do_sample: temperature > 0,
        ...(temperature > 0 && { temperature }),
        return_full_text: false,
      });
      signal?.throwIfAborted();
      const whole = String(generated);
      const text = whole.startsWith(prompt) ? whole.slice(prompt.length) : whole;
      const tokensOf = (part: string) => generate.tokenizer.encode?.(part).length ?? 0;
      const completionTokens = tokensOf(text);
      return {
        text: text.trim(),
        // The library does not say why it ended: a reply as long as was allowed was cut.
        finish: completionTokens >= maxTokens ? 'length' : 'stop',
        usage: { promptTokens: tokensOf(prompt), completionTokens },
      };
    },
  };
}

function loadedOnce<T>(task: string, source: TransformersSource): () => Promise<T> {
  let loading: Promise<T> | undefined;
  return () => {
    loading ??= loadPipeline<T>(task, source).catch((error: unknown) => {
      loading = undefined;
      throw error;
    });
    return loading;
  };
}

function identityOf(source: TransformersSource, variant = ''): () => Promise<ModelIdentity> {
  let known: Promise<ModelIdentity> | undefined;
  return () => {
    known ??= digestOf(source).then((digest) => ({
      provider: 'transformers',
      model: `${source.model}${source.quantized === false ? '' : ', quantised'}${variant}`,
      ...(digest !== undefined && { digest }),
    }));
    return known;
  };
}

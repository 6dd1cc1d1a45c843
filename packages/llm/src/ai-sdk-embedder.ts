import { HnlmError } from '@hnlm/core';
import { aiSdkError } from './ai-sdk-error.ts';
import { checkAiSdkModel } from './ai-sdk-object.ts';
import type { EmbeddingModel } from './embedding-model.ts';
import { tellLimits } from './rate-limits.ts';

interface EmbedResult {
  readonly embeddings?: readonly (readonly number[])[];
  readonly response?: { readonly headers?: Record<string, string>; readonly body?: unknown };
}

/** An embedding model object of the AI SDK, by shape alone: specification v2, v3 or v4. */
export interface AiSdkEmbeddingModel {
  readonly specificationVersion: string;
  readonly provider: string;
  readonly modelId: string;
  readonly maxEmbeddingsPerCall?: number | PromiseLike<number | undefined> | undefined;
  doEmbed(options: never): PromiseLike<unknown>;
}

/**
 * Makes a text encoder of any embedding model object of the AI SDK.
 *
 * @throws HnlmError as {@link fromAiSdk}; its methods: `LLM_REQUEST`, `LLM_EMBEDDING`
 */
export function embedderFromAiSdk(model: AiSdkEmbeddingModel): EmbeddingModel {
  checkAiSdkModel(model, 'doEmbed');
  return {
    identity: async () => ({ provider: model.provider, model: model.modelId }),
    async embed(texts, { signal, onLimits } = {}) {
      signal?.throwIfAborted();
      const most = (await model.maxEmbeddingsPerCall) ?? 64;
      const vectors: Float32Array[] = [];
      for (let start = 0; start < texts.length; start += most) {
        const values = texts.slice(start, start + most);
        let embeddings: readonly (readonly number[])[] | undefined;
        try {
          const options = { values, ...(signal && { abortSignal: signal }) };
          const result = (await model.doEmbed(options as never)) as EmbedResult;
          tellLimits(result.response?.headers, onLimits);
          embeddings = inOrder(result);
        } catch (error) {
          throw aiSdkError(error, model.provider, { signal, onLimits });
        }
        if (embeddings?.length !== values.length) {
          throw new HnlmError(
            `${model.provider} sent ${embeddings?.length ?? 0} vectors for ${values.length} texts`,
            {
              code: 'LLM_EMBEDDING',
              hint: 'Update the provider, or choose another embedding model.',
            },
          );
        }
        vectors.push(...embeddings.map((vector) => Float32Array.from(vector)));
      }
      const wrong = vectors.find((one) => one.length !== vectors[0].length || !one.every(Number.isFinite));
      if (wrong) {
        throw new HnlmError(`${model.provider} sent a vector that is not finite or of another length`, {
          code: 'LLM_EMBEDDING',
          hint: 'Choose another embedding model.',
        });
      }
      return vectors;
    },
  };
}

/**
 * Vectors in the order of the texts. Providers pass them on as a server lists them, which in OpenAI's protocol is no order:
 * each has an `index`, which can be seen in the answer itself.
 */
function inOrder({ embeddings, response }: EmbedResult): EmbedResult['embeddings'] {
  const { data } = (response?.body ?? {}) as { readonly data?: unknown };
  if (!embeddings || !Array.isArray(data) || data.length !== embeddings.length) return embeddings;
  const places = data.map((entry: { readonly index?: unknown } | null) => entry?.index);
  const known = embeddings.every((_, n) => places.includes(n));
  return known ? embeddings.map((_, n) => embeddings[places.indexOf(n)]) : embeddings;
}

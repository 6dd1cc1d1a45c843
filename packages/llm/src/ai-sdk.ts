import { HnlmError } from '@hnlm/core';
import type { CallOptions, ChatModel, ChatReply, ChatRequest } from './chat-model.ts';
import type { EmbeddingModel } from './embedding-model.ts';
import { tellLimits } from './rate-limits.ts';
import { retryAfter, withoutSecrets } from './server-errors.ts';

/** A language model object of the AI SDK, by shape alone: specification v2, v3 or v4. */
export interface AiSdkLanguageModel {
  readonly specificationVersion: string;
  readonly provider: string;
  readonly modelId: string;
  doGenerate(options: never): PromiseLike<unknown>;
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
 * Makes a chat model of any language model object of the AI SDK (npm `ai`): its forty and more providers, without a
 * dependency on it. Its own retries do not apply: ours do.
 *
 * @throws HnlmError `LLM_PROVIDER_UNKNOWN` for an object of another shape; its methods: `LLM_REQUEST`
 * @example
 * ```ts
 * import { mistral } from '@ai-sdk/mistral';
 * const model = fromAiSdk(mistral('mistral-small-latest'));
 * ```
 */
export function fromAiSdk(model: AiSdkLanguageModel): ChatModel {
  check(model, 'doGenerate');
  return {
    identity: async () => ({ provider: model.provider, model: model.modelId }),
    async generate(request, { signal, onLimits } = {}) {
      signal?.throwIfAborted();
      try {
        const result = (await model.doGenerate(toCallOptions(request, signal) as never)) as GenerateResult;
        tellLimits(result.response?.headers, onLimits);
        return readResult(result);
      } catch (error) {
        throw translated(error, model.provider, { signal, onLimits });
      }
    },
  };
}

/**
 * Makes a text encoder of any embedding model object of the AI SDK.
 *
 * @throws HnlmError as {@link fromAiSdk}; its methods: `LLM_REQUEST`, `LLM_EMBEDDING`
 */
export function embedderFromAiSdk(model: AiSdkEmbeddingModel): EmbeddingModel {
  check(model, 'doEmbed');
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
          ({ embeddings } = result);
        } catch (error) {
          throw translated(error, model.provider, { signal, onLimits });
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

function check(model: { readonly specificationVersion?: unknown }, method: string): void {
  const { specificationVersion: version } = model;
  const fits = typeof version === 'string' && /^v[234]$/.test(version);
  if (fits && typeof (model as Record<string, unknown>)[method] === 'function') return;
  throw new HnlmError(`this is no model object of the AI SDK (specification ${JSON.stringify(version)})`, {
    code: 'LLM_PROVIDER_UNKNOWN',
    hint: 'Pass what a provider returns, such as mistral("mistral-small-latest"): specification v2, v3 or v4.',
  });
}

function toCallOptions(request: ChatRequest, signal?: AbortSignal): Record<string, unknown> {
  return {
    prompt: request.messages.map(({ role, content }) => ({
      role,
      content: role === 'system' ? content : [{ type: 'text', text: content }],
    })),
    temperature: request.temperature ?? 0,
    seed: request.seed ?? 0,
    ...(request.maxTokens !== undefined && { maxOutputTokens: request.maxTokens }),
    ...(request.schema && { responseFormat: { type: 'json', schema: request.schema, name: 'reply' } }),
    ...(signal && { abortSignal: signal }),
  };
}

interface Responded {
  readonly response?: { readonly headers?: Record<string, string> };
}

interface EmbedResult extends Responded {
  readonly embeddings?: readonly (readonly number[])[];
}

interface GenerateResult extends Responded {
  readonly content?: readonly { readonly type: string; readonly text?: string }[];
  /** A word in v2, an object in v3 and v4. */
  readonly finishReason?: string | { readonly unified?: string };
  /** Numbers in v2, objects with totals in v3 and v4. */
  readonly usage?: {
    readonly inputTokens?: number | { readonly total?: number };
    readonly outputTokens?: number | { readonly total?: number };
  };
}

function readResult({ content = [], finishReason, usage }: GenerateResult): ChatReply {
  const reason = typeof finishReason === 'string' ? finishReason : finishReason?.unified;
  const finishes: Record<string, ChatReply['finish']> = {
    stop: 'stop',
    'tool-calls': 'stop',
    other: 'stop',
    unknown: 'stop',
    length: 'length',
    'content-filter': 'refused',
  };
  const tokens = (count: number | { readonly total?: number } | undefined) =>
    (typeof count === 'number' ? count : count?.total) ?? 0;
  return {
    text: content.map(({ type, text }) => (type === 'text' ? (text ?? '') : '')).join(''),
    finish: finishes[reason ?? ''] ?? 'unfinished',
    usage: { promptTokens: tokens(usage?.inputTokens), completionTokens: tokens(usage?.outputTokens) },
  };
}

/** The SDK's errors say themselves whether repeating may help. */
function translated(error: unknown, provider: string, { signal, onLimits }: CallOptions): unknown {
  if (signal?.aborted) return signal.reason;
  if (HnlmError.isInstance(error) || !(error instanceof Error)) return error;
  const { isRetryable, statusCode, responseHeaders } = error as {
    isRetryable?: boolean;
    statusCode?: number;
    responseHeaders?: Record<string, string>;
  };
  tellLimits(responseHeaders, onLimits);
  const after = retryAfter(responseHeaders ?? {});
  return new HnlmError(`${provider}: ${withoutSecrets(error.message)}`, {
    code: 'LLM_REQUEST',
    hint: isRetryable
      ? 'The provider may answer later.'
      : 'The request is one that this model does not take.',
    evidence: {
      ...(statusCode !== undefined && { status: statusCode }),
      // Lost connections are plain TypeErrors of fetch.
      retryable: isRetryable ?? error instanceof TypeError,
      ...(after > 0 && { retryAfter: after }),
    },
    cause: error,
  });
}

import { aiSdkError } from './ai-sdk-error.ts';
import { checkAiSdkModel } from './ai-sdk-object.ts';
import type { ChatModel, ChatReply, ChatRequest } from './chat-model.ts';
import { tellLimits } from './rate-limits.ts';

/** A language model object of the AI SDK, by shape alone: specification v2, v3 or v4. */
export interface AiSdkLanguageModel {
  readonly specificationVersion: string;
  readonly provider: string;
  readonly modelId: string;
  doGenerate(options: never): PromiseLike<unknown>;
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
  checkAiSdkModel(model, 'doGenerate');
  return {
    identity: async () => ({ provider: model.provider, model: model.modelId }),
    async generate(request, { signal, onLimits } = {}) {
      signal?.throwIfAborted();
      try {
        const result = (await model.doGenerate(toCallOptions(request, signal) as never)) as GenerateResult;
        tellLimits(result.response?.headers, onLimits);
        return readResult(result);
      } catch (error) {
        throw aiSdkError(error, model.provider, { signal, onLimits });
      }
    },
  };
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

interface GenerateResult {
  readonly response?: { readonly headers?: Record<string, string> };
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
    length: 'length',
    'content-filter': 'refused',
  };
  const tokens = (count: number | { readonly total?: number } | undefined) =>
    (typeof count === 'number' ? count : count?.total) ?? 0;
  const whole = content.map(({ type, text }) => (type === 'text' ? (text ?? '') : '')).join('');
  return {
    text: whole,
    // Some providers give no other reason than these two; JSON shows itself whether it was cut.
    finish:
      finishes[reason ?? ''] ??
      (/^(?:other|unknown)$/.test(reason ?? '') && isJson(whole) ? 'stop' : 'unfinished'),
    usage: { promptTokens: tokens(usage?.inputTokens), completionTokens: tokens(usage?.outputTokens) },
  };
}

function isJson(text: string): boolean {
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
}

import type { ChatReply, ChatRequest, ModelIdentity } from './chat-model.ts';

/** How a server takes the JSON schema of a reply. */
export type SchemaForm =
  /** OpenAI, vLLM, LM Studio, llama.cpp of today: `json_schema` with a name, strict. */
  | 'json_schema'
  /** llama.cpp: the schema beside `json_object`. */
  | 'llama.cpp'
  /** Only that the reply is JSON; the shape is checked afterwards. */
  | 'json_object'
  /** Nothing: for servers that refuse `response_format`. */
  | 'none';

/** What a request in OpenAI's protocol says beside the prompt. */
export interface OpenAIRequestOptions {
  /** Name as `GET /models` lists it. */
  readonly model: string;
  /** `json_schema` by default. */
  readonly schemaForm?: SchemaForm;
  /** Name of the field that bounds the reply; `max_tokens` by default, `max_completion_tokens` for newer OpenAI models. */
  readonly maxTokensField?: 'max_tokens' | 'max_completion_tokens';
  /** Further fields of each request, such as `{ chat_template_kwargs: { enable_thinking: false } }`. */
  readonly extra?: Readonly<Record<string, unknown>>;
}

/** The body of a request, as it also goes into batch files. */
export function toOpenAI(
  request: ChatRequest,
  { model, schemaForm = 'json_schema', maxTokensField = 'max_tokens', extra }: OpenAIRequestOptions,
  { stream = true }: { readonly stream?: boolean } = {},
): Record<string, unknown> {
  const { schema } = request;
  const formats: Record<SchemaForm, unknown> = {
    json_schema: { type: 'json_schema', json_schema: { name: 'reply', strict: true, schema } },
    'llama.cpp': { type: 'json_object', schema },
    json_object: { type: 'json_object' },
    none: undefined,
  };
  const format = schema && formats[schemaForm];
  return {
    model,
    messages: request.messages.map((message) => ({ ...message })),
    temperature: request.temperature ?? 0,
    seed: request.seed ?? 0,
    ...(request.maxTokens !== undefined && { [maxTokensField]: request.maxTokens }),
    ...(format !== undefined && { response_format: format }),
    ...(stream && { stream: true, stream_options: { include_usage: true } }),
    ...extra,
  };
}

/** Names a model together with what is the same in all its requests and decides about replies. */
export function identityOf({
  model,
  schemaForm = 'json_schema',
  extra = {},
}: OpenAIRequestOptions): ModelIdentity {
  const settings = { ...(schemaForm !== 'json_schema' && { schemaForm }), ...extra };
  const plain = Object.keys(settings).length === 0;
  return { provider: 'openai-compatible', model, ...(!plain && { settings }) };
}

/** A completion, or a part of one that is streamed. */
export interface Completion {
  readonly choices?: readonly {
    readonly delta?: Message;
    readonly message?: Message;
    readonly finish_reason?: string | null;
  }[];
  readonly usage?: { readonly prompt_tokens?: unknown; readonly completion_tokens?: unknown } | null;
  readonly error?: unknown;
  readonly model?: unknown;
  readonly system_fingerprint?: unknown;
}

interface Message {
  readonly content?: unknown;
  readonly refusal?: string | null;
}

/**
 * Reads a completion that came in one piece, from a server or a batch file.
 *
 * @throws TypeError if it is of another shape
 */
export function replyOf(completion: unknown): ChatReply {
  const { choices, usage } = (completion ?? {}) as Completion;
  const [choice] = choices ?? [];
  const { content, refusal } = choice?.message ?? {};
  const finish = refusal ? 'refused' : choice?.finish_reason ? finishOf(choice.finish_reason) : 'unfinished';
  return {
    text: textOf(content),
    finish,
    usage: usageOf(usage),
    ...servedOf((completion ?? {}) as Completion),
  };
}

/** What the server says of itself, under the name that a reply has it. */
export function servedOf({ model, system_fingerprint: fingerprint }: Completion): Pick<ChatReply, 'served'> {
  const served = {
    ...(typeof model === 'string' && { model }),
    ...(typeof fingerprint === 'string' && { fingerprint }),
  };
  return Object.keys(served).length > 0 ? { served } : {};
}

/**
 * Reads a content: a text, or parts of which only those of type `text` count (Mistral's thinking models).
 *
 * @throws TypeError if it is anything else
 */
export function textOf(content: unknown): string {
  if (typeof content === 'string') return content;
  if (content === null || content === undefined) return '';
  if (!Array.isArray(content)) throw new TypeError('the content is no text');
  return content.map((part) => (part?.type === 'text' ? textOf(part.text) : '')).join('');
}

const finishes: Readonly<Record<string, ChatReply['finish']>> = {
  stop: 'stop',
  tool_calls: 'stop',
  // Together AI and text-generation-inference.
  eos: 'stop',
  eos_token: 'stop',
  stop_sequence: 'stop',
  length: 'length',
  // Mistral.
  model_length: 'length',
  max_tokens: 'length',
  content_filter: 'refused',
};

/** Why a reply ended. Words not known here, such as vLLM's `abort` and OpenRouter's `error`, are no proof that it is whole. */
export function finishOf(reason: string): ChatReply['finish'] {
  return Object.hasOwn(finishes, reason) ? finishes[reason] : 'unfinished';
}

export function usageOf(usage: Completion['usage']): ChatReply['usage'] {
  return { promptTokens: countOf(usage?.prompt_tokens), completionTokens: countOf(usage?.completion_tokens) };
}

function countOf(tokens: unknown): number {
  return typeof tokens === 'number' && tokens > 0 ? tokens : 0;
}

export function errorTextOf(error: unknown): string {
  if (typeof error === 'string') return error;
  const { message } = (error ?? {}) as { message?: unknown };
  return typeof message === 'string' ? message : 'an error without a message';
}

import { balanced } from './balanced.ts';
import type { ChatModel, ChatReply, ChatRequest } from './chat-model.ts';
import { openAIIdentity } from './openai-identity.ts';
import { type OpenAIServer, type OpenAIServerOptions, openAIAdvice, openAIServers } from './openai-server.ts';
import { readServerEvents } from './read-server-events.ts';
import { readText } from './read-text.ts';
import type { Answer } from './send-request.ts';
import { streamError } from './server-errors.ts';

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

/** Options of {@link openAICompatible}. */
export interface OpenAICompatibleOptions extends OpenAIServerOptions {
  /** Name as `GET /models` lists it. */
  readonly model: string;
  /** `json_schema` by default. */
  readonly schemaForm?: SchemaForm;
  /** Name of the field that bounds the reply; `max_tokens` by default, `max_completion_tokens` for newer OpenAI models. */
  readonly maxTokensField?: 'max_tokens' | 'max_completion_tokens';
  /** Further fields of each request, such as `{ chat_template_kwargs: { enable_thinking: false } }`. */
  readonly extra?: Readonly<Record<string, unknown>>;
}

/**
 * Makes a chat model of any server that speaks OpenAI's protocol: OpenAI, vLLM, the llama.cpp server, LM Studio and others.
 * Replies are streamed, so that a slow model is not taken for a dead one. With several addresses, it is {@link balanced} over them.
 *
 * @throws HnlmError `LLM_HOST`, `LLM_REMOTE`, `LLM_KEY`; its methods: `LLM_UNREACHABLE`, `LLM_MODEL_MISSING`,
 *   `LLM_CONTEXT`, `LLM_TIMEOUT`, `LLM_CONNECTION_LOST`, `LLM_REQUEST`.
 * @example
 * ```ts
 * const model = openAICompatible({ model: 'Qwen/Qwen3-8B', baseUrl: 'http://127.0.0.1:8000/v1' });
 * const reply = await model.generate({ messages: [{ role: 'user', content: 'Say "tea".' }], maxTokens: 10 });
 * ```
 */
export function openAICompatible(options: OpenAICompatibleOptions): ChatModel {
  return balanced(openAIServers(options).map((server) => modelAt(server, options)));
}

function modelAt(server: OpenAIServer, options: OpenAICompatibleOptions): ChatModel {
  return {
    identity: (call) => openAIIdentity(server, options.model, call),
    generate: (request, call) =>
      server.call(
        '/chat/completions',
        toOpenAI(request, options),
        (answer) =>
          /event-stream/.test(answer.headers['content-type'] ?? '')
            ? readStream(answer, server.host)
            : readWhole(answer, server.host),
        call,
      ),
  };
}

/** The body of a request, as it also goes into batch files. */
export function toOpenAI(
  request: ChatRequest,
  {
    model,
    schemaForm = 'json_schema',
    maxTokensField = 'max_tokens',
    extra,
  }: Pick<OpenAICompatibleOptions, 'model' | 'schemaForm' | 'maxTokensField' | 'extra'>,
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

interface Completion {
  readonly choices?: readonly {
    readonly delta?: Message;
    readonly message?: Message;
    readonly finish_reason?: string | null;
  }[];
  readonly usage?: { readonly prompt_tokens?: number; readonly completion_tokens?: number } | null;
  readonly error?: unknown;
}

interface Message {
  readonly content?: string | null;
  readonly refusal?: string | null;
}

async function readStream({ body }: Answer, host: string): Promise<ChatReply> {
  let text = '';
  let finish: ChatReply['finish'] = 'unfinished';
  let usage: Completion['usage'];
  for await (const data of readServerEvents(body)) {
    if (data === '[DONE]') break;
    const completion = JSON.parse(data) as Completion;
    if (completion.error !== undefined) throw streamError(host, errorTextOf(completion.error), openAIAdvice);
    usage = completion.usage ?? usage;
    const [choice] = completion.choices ?? [];
    text += choice?.delta?.content ?? '';
    if (choice?.delta?.refusal) finish = 'refused';
    else if (choice?.finish_reason && finish !== 'refused') finish = finishOf(choice.finish_reason);
  }
  return { text, finish, usage: usageOf(usage) };
}

async function readWhole(answer: Answer, host: string): Promise<ChatReply> {
  const completion = JSON.parse(await readText(answer)) as Completion;
  if (completion.error !== undefined) throw streamError(host, errorTextOf(completion.error), openAIAdvice);
  return replyOf(completion);
}

/** Reads a completion that came in one piece, from a server or a batch file. */
export function replyOf(completion: unknown): ChatReply {
  const { choices, usage } = (completion ?? {}) as Completion;
  const [choice] = choices ?? [];
  const { content, refusal } = choice?.message ?? {};
  const finish = refusal ? 'refused' : choice?.finish_reason ? finishOf(choice.finish_reason) : 'unfinished';
  return { text: content ?? '', finish, usage: usageOf(usage) };
}

function finishOf(reason: string): ChatReply['finish'] {
  if (reason === 'length') return 'length';
  return reason === 'content_filter' ? 'refused' : 'stop';
}

function usageOf(usage: Completion['usage']): ChatReply['usage'] {
  return { promptTokens: usage?.prompt_tokens ?? 0, completionTokens: usage?.completion_tokens ?? 0 };
}

function errorTextOf(error: unknown): string {
  if (typeof error === 'string') return error;
  const { message } = (error ?? {}) as { message?: unknown };
  return typeof message === 'string' ? message : 'an error without a message';
}

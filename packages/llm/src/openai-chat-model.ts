import { balanced } from './balanced.ts';
import type { ChatModel, ChatReply } from './chat-model.ts';
import { checkPromptTokens } from './check-prompt-tokens.ts';
import {
  type Completion,
  errorTextOf,
  finishOf,
  identityOf,
  type OpenAIRequestOptions,
  replyOf,
  servedOf,
  textOf,
  toOpenAI,
  usageOf,
} from './openai-format.ts';
import { openAIIdentity } from './openai-identity.ts';
import { type OpenAIServer, type OpenAIServerOptions, openAIAdvice, openAIServers } from './openai-server.ts';
import { readServerEvents } from './read-server-events.ts';
import { readText } from './read-text.ts';
import type { Answer } from './send-request.ts';
import { streamError } from './server-errors.ts';

/** Options of {@link openAICompatible}. */
export interface OpenAICompatibleOptions extends OpenAIServerOptions, OpenAIRequestOptions {}

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
    async identity(call) {
      return { ...(await openAIIdentity(server, options.model, call)), ...identityOf(options) };
    },
    async generate(request, call) {
      const reply = await server.call(
        '/chat/completions',
        toOpenAI(request, options),
        (answer) =>
          /event-stream/.test(answer.headers['content-type'] ?? '')
            ? readStream(answer, server.host)
            : readWhole(answer, server.host),
        call,
      );
      return checkPromptTokens(request, reply, server.host);
    },
  };
}

async function readStream({ body }: Answer, host: string): Promise<ChatReply> {
  let text = '';
  let finish: ChatReply['finish'] = 'unfinished';
  let usage: Completion['usage'];
  let served: ReturnType<typeof servedOf> = {};
  for await (const data of readServerEvents(body)) {
    if (data === '[DONE]') break;
    const completion = JSON.parse(data) as Completion;
    if (completion.error != null) throw streamError(host, errorTextOf(completion.error), openAIAdvice);
    usage = completion.usage ?? usage;
    served = servedOf(completion);
    const [choice] = completion.choices ?? [];
    text += textOf(choice?.delta?.content);
    if (choice?.delta?.refusal) finish = 'refused';
    else if (choice?.finish_reason && finish !== 'refused') finish = finishOf(choice.finish_reason);
  }
  return { text, finish, usage: usageOf(usage), ...served };
}

async function readWhole(answer: Answer, host: string): Promise<ChatReply> {
  const completion = JSON.parse(await readText(answer)) as Completion;
  if (completion.error != null) throw streamError(host, errorTextOf(completion.error), openAIAdvice);
  return replyOf(completion);
}

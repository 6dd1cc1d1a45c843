import { HnlmError } from '@hnlm/core';
import type { ChatRequest as OllamaRequest } from 'ollama';
import { balanced } from './balanced.ts';
import type { ChatModel, ChatReply, ChatRequest } from './chat-model.ts';
import { checkPromptTokens } from './check-prompt-tokens.ts';
import { type OllamaServer, type OllamaServerOptions, ollamaAdvice, ollamaServers } from './ollama-client.ts';
import { ollamaIdentity, ollamaVersion } from './ollama-identity.ts';
import { streamError } from './server-errors.ts';

/** Options of {@link ollama}. */
export interface OllamaOptions extends OllamaServerOptions {
  /** Name as `ollama list` shows it; without a tag, `latest`. */
  readonly model: string;
  /**
   * How long the server keeps the model loaded after a request: `"10m"`, seconds, or -1 for ever; the
   * server's by default.
   */
  readonly keepAlive?: string | number;
}

/**
 * Makes a chat model of a local Ollama server, over the optional peer `ollama`. The schema of a request
 * constrains the reply; thinking is off; a prompt beyond the context window is an error instead of being cut
 * in silence. With several hosts, it is {@link balanced} over them.
 *
 * @throws HnlmError `LLM_HOST`, `LLM_REMOTE`; its methods: `LLM_UNREACHABLE`, `LLM_MODEL_MISSING`, `LLM_CONTEXT`,
 *   `LLM_TIMEOUT`, `LLM_CONNECTION_LOST`, `LLM_REQUEST`.
 * @example
 * ```ts
 * const model = ollama({ model: 'llama3.1:8b' });
 * const reply = await model.generate({ messages: [{ role: 'user', content: 'Say "tea".' }], maxTokens: 10 });
 * ```
 */
export function ollama(options: OllamaOptions): ChatModel {
  return balanced(ollamaServers(options).map((server) => modelAt(server, options)));
}

function modelAt(server: OllamaServer, options: OllamaOptions): ChatModel {
  /** Of the server, once it was asked for the model. */
  let version: string | undefined;
  const identity: ChatModel['identity'] = async (call) => {
    const known = await ollamaIdentity(server, options.model, call);
    version ??= await ollamaVersion(server, call);
    return known;
  };

  return {
    identity,
    async generate(request, call) {
      try {
        const reply = await server.call(
          (client) => read(client.chat(toOllama(request, options)), server.host),
          call,
        );
        checkPromptTokens(request, reply, server.host);
        return version === undefined ? reply : { ...reply, served: { ...reply.served, version } };
      } catch (error) {
        // The look-up says the same with the names of the models that are there.
        if (HnlmError.isInstance(error) && error.code === 'LLM_MODEL_MISSING') await identity(call);
        throw error;
      }
    },
  };
}

type Streamed = OllamaRequest & { stream: true; truncate: boolean; shift: boolean };

function toOllama(request: ChatRequest, options: OllamaOptions): Streamed {
  return {
    model: options.model,
    messages: request.messages.map((message) => ({ ...message })),
    stream: true,
    // Without it a thinking model spends its tokens on thoughts, and the reply may be empty.
    think: false,
    // Without these two the server drops instructions or shifts the context, and says nothing.
    truncate: false,
    shift: false,
    ...(request.schema && { format: request.schema }),
    ...(options.keepAlive !== undefined && { keep_alive: options.keepAlive }),
    options: {
      temperature: request.temperature ?? 0,
      seed: request.seed ?? 0,
      ...(request.contextTokens !== undefined && { num_ctx: request.contextTokens }),
      ...(request.maxTokens !== undefined && { num_predict: request.maxTokens }),
    },
  };
}

interface Chunk {
  readonly message?: { readonly content?: string };
  readonly done?: boolean;
  readonly done_reason?: string;
  readonly prompt_eval_count?: number;
  readonly eval_count?: number;
  /** In ns. */
  readonly total_duration?: number;
  readonly load_duration?: number;
}

function milliseconds(nanoseconds = 0): number {
  return Math.round(nanoseconds / 1e6);
}

/** Old servers give no reason; other words are no proof that a reply is whole. */
const finishes: Readonly<Record<string, ChatReply['finish']>> = { stop: 'stop', length: 'length' };

async function read(chat: Promise<AsyncIterable<Chunk>>, host: string): Promise<ChatReply> {
  let text = '';
  const reply = (finish: ChatReply['finish'], last?: Chunk): ChatReply => ({
    text,
    finish,
    // The server leaves counts of 0 out.
    usage: { promptTokens: last?.prompt_eval_count ?? 0, completionTokens: last?.eval_count ?? 0 },
    ...(last?.total_duration && {
      served: { durationMs: milliseconds(last.total_duration), loadMs: milliseconds(last.load_duration) },
    }),
  });
  try {
    for await (const chunk of await chat) {
      text += chunk.message?.content ?? '';
      if (chunk.done) return reply(finishes[chunk.done_reason ?? 'stop'] ?? 'unfinished', chunk);
    }
    return reply('unfinished');
  } catch (error) {
    // The client has two plain errors: a stream that ended early, and an error line within it.
    if (!(error instanceof Error) || error.name !== 'Error') throw error;
    if (error.message.startsWith('Did not receive done')) return reply('unfinished');
    throw streamError(host, error.message, ollamaAdvice);
  }
}

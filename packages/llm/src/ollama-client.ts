import { loadOptional } from '@hnlm/core';
import type { Ollama } from 'ollama';
import type { CallOptions } from './chat-model.ts';
import { readText } from './read-text.ts';
import type { Answer, HttpRequest } from './send-request.ts';
import { serverAddresses } from './server-address.ts';
import { type Send, type ServerLimits, serverCalls } from './server-calls.ts';
import type { ServerAdvice } from './server-errors.ts';
import { wholeLines } from './whole-lines.ts';

/** Where the server is, and how long to wait for it. */
export interface OllamaServerOptions extends ServerLimits {
  /**
   * Address, or several of servers that have the same model, as a list or separated by commas; the environment's
   * `OLLAMA_HOST`, else `127.0.0.1:11434` by default. Plain `http` for this machine only.
   */
  readonly host?: string | readonly string[];
  /** Prompts hold people's texts, so a server on another machine must be allowed; `false` by default. */
  readonly allowRemote?: boolean;
}

/** Runs one exchange with the server. */
export interface OllamaServer {
  readonly host: string;
  call<T>(exchange: (client: Ollama) => Promise<T>, options?: CallOptions): Promise<T>;
}

export const ollamaAdvice: ServerAdvice = {
  what: 'an Ollama server',
  start: 'Start it with "ollama serve", or name its address in OLLAMA_HOST.',
  address: 'Correct the address in OLLAMA_HOST.',
};

/**
 * Finds the servers.
 *
 * @throws HnlmError `LLM_HOST`, `LLM_REMOTE`
 */
export function ollamaServers(options: OllamaServerOptions): OllamaServer[] {
  const hosts = options.host ?? (process.env.OLLAMA_HOST || '127.0.0.1:11434');
  return serverAddresses(hosts, 11434, options).map((host) => ollamaServer(host, options));
}

/**
 * Wraps the `ollama` client: a client a call, since the client keeps streams that failed, its own abort() ends all calls,
 * and it drops headers.
 */
function ollamaServer(host: string, options: ServerLimits): OllamaServer {
  const server = serverCalls(host, options, ollamaAdvice);
  let library: Promise<typeof import('ollama')> | undefined;
  return {
    host,
    async call(exchange, options = {}) {
      options.signal?.throwIfAborted();
      // Kept: to import again what is loaded costs 0.1 ms.
      library ??= loadOptional('ollama', () => import('ollama'));
      const { Ollama } = await library;
      return server.call((send) => exchange(new Ollama({ host, fetch: fetchOver(send) })), options);
    },
  };
}

/** The client gives nothing else to its `fetch` than an address, a method, headers and a text. */
function fetchOver(send: Send): typeof fetch {
  return async (input, init) => responseOf(await send(String(input), init as HttpRequest));
}

/** What the client asks of a Response; a real one, with its web streams, costs a tenth of a request's CPU. */
function responseOf(answer: Answer): Response {
  const { status, headers, body } = answer;
  const lines = /ndjson/.test(headers['content-type'] ?? '') ? wholeLines(body) : body;
  const pieces = lines[Symbol.asyncIterator]();
  const reader = { read: () => pieces.next(), releaseLock() {} };
  const response = {
    ok: true,
    status,
    body: { getReader: () => reader },
    json: async () => JSON.parse(await readText(answer)) as unknown,
  };
  return response as unknown as Response;
}

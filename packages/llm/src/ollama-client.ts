import { HnlmError, loadOptional } from '@hnlm/core';
import type { Ollama } from 'ollama';
import { Agent, type Dispatcher, fetch as undiciFetch } from 'undici';
import { connectionError, statusError } from './ollama-errors.ts';
import { serverAddress } from './server-address.ts';

/** In bytes; no reply or batch of embeddings comes near. */
const largestBody = 64 * 2 ** 20;

/** Where the server is, and how long to wait for it. */
export interface OllamaServerOptions {
  /**
   * Address; the environment's `OLLAMA_HOST`, else `127.0.0.1:11434` by default. Plain `http` for this
   * machine only.
   */
  readonly host?: string;
  /**
   * Longest silence of the server in ms, loading of the model and queueing included; 10 minutes by default.
   */
  readonly timeout?: number;
  /** Longest time for one request in ms; 30 minutes by default. */
  readonly deadline?: number;
}

/** Runs one exchange with the server. */
export interface OllamaServer {
  readonly host: string;
  call<T>(exchange: (client: Ollama) => Promise<T>, signal?: AbortSignal): Promise<T>;
}

/**
 * Wraps the `ollama` client so that a call can be cancelled, ends at our own limits (undici's end a request
 * after 5 silent minutes, which a loading model exceeds), follows no redirect, and fails with one kind of
 * error.
 *
 * @throws HnlmError `LLM_HOST`
 */
export function ollamaServer(options: OllamaServerOptions): OllamaServer {
  const { timeout = 600_000, deadline = 1_800_000 } = options;
  const host = serverAddress(options.host ?? (process.env.OLLAMA_HOST || '127.0.0.1:11434'), 11434);
  const dispatcher = new Agent({ headersTimeout: 0, bodyTimeout: 0 });

  async function call<T>(exchange: (client: Ollama) => Promise<T>, signal?: AbortSignal): Promise<T> {
    signal?.throwIfAborted();
    const { Ollama } = await loadOptional('ollama', () => import('ollama'));
    const limits = new AbortController();
    const expire = (after: number, message: string) =>
      setTimeout(() => limits.abort(timeoutError(host, after, message)), after);
    const total = expire(deadline, `${host} took longer than ${deadline} ms for one request`);
    const silence = expire(timeout, `${host} was silent for ${timeout} ms`);
    const stop = signal ? AbortSignal.any([signal, limits.signal]) : limits.signal;
    try {
      // A client a call: the client keeps streams that failed, and its own abort() ends all calls.
      const fetch = guardedFetch(host, dispatcher, stop, () => silence.refresh());
      return await exchange(new Ollama({ host, fetch }));
    } catch (error) {
      if (stop.aborted) throw stop.reason;
      // What fetch rejects with, whatever happened to the connection, and what half a JSON text gives.
      const lost = error instanceof TypeError || error instanceof SyntaxError;
      throw lost ? connectionError(host, error) : error;
    } finally {
      clearTimeout(total);
      clearTimeout(silence);
      // Frees the connection where the exchange ended before the body did.
      limits.abort();
    }
  }

  return { host, call };
}

function guardedFetch(
  host: string,
  dispatcher: Dispatcher,
  stop: AbortSignal,
  onData: () => void,
): typeof fetch {
  return async (input, init) => {
    const answer = await undiciFetch(String(input), {
      method: init?.method,
      headers: init?.headers as Record<string, string>,
      body: init?.body as string | undefined,
      redirect: 'error',
      signal: stop,
      dispatcher,
    });
    const headers = new Headers([...answer.headers]);
    // Here, since the client drops the headers and prints bodies that are not JSON.
    if (!answer.ok) throw statusError(host, answer.status, await answer.text(), headers);
    if (!/json/.test(headers.get('content-type') ?? '')) {
      throw new HnlmError(`${host} answered with something else than JSON`, {
        code: 'LLM_REQUEST',
        hint: 'Is it an Ollama server? Correct the address in OLLAMA_HOST.',
      });
    }
    let size = 0;
    const watched = new TransformStream<Uint8Array, Uint8Array>({
      transform(chunk, controller) {
        onData();
        size += chunk.length;
        if (size > largestBody)
          throw new HnlmError(`${host} answered without an end`, { code: 'LLM_REQUEST' });
        controller.enqueue(chunk);
      },
    });
    const body = (answer.body as ReadableStream<Uint8Array> | null)?.pipeThrough(watched);
    return new Response(body, { status: answer.status, headers });
  };
}

function timeoutError(host: string, after: number, message: string): HnlmError {
  return new HnlmError(message, {
    code: 'LLM_TIMEOUT',
    hint: 'Raise the limit, ask less at a time, or choose a smaller model.',
    evidence: { host, after, retryable: true },
  });
}

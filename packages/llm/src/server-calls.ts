import { lookup } from 'node:dns';
import type { Readable } from 'node:stream';
import { HnlmError } from '@hnlm/core';
import { Agent, type Dispatcher, request } from 'undici';
import { isLinkLocal } from './is-link-local.ts';
import { connectionError, type ServerAdvice, statusError } from './server-errors.ts';
import { wholeLines } from './whole-lines.ts';

/** In bytes; no reply or batch of embeddings comes near. */
const largestBody = 64 * 2 ** 20;

/** Spares the making of an error that nobody sees, some 0.05 ms a call. */
const ended = 'the exchange has ended';

/** How long to wait for a server. */
export interface ServerLimits {
  /**
   * Longest silence of the server in ms, loading of the model and queueing included; 10 minutes by default.
   */
  readonly timeout?: number;
  /** Longest time for one request in ms; 30 minutes by default. */
  readonly deadline?: number;
}

/** Runs exchanges with one server. */
export interface ServerCalls {
  readonly host: string;
  /** Runs one exchange over the given `fetch`; what it throws is one kind of error. */
  call<T>(exchange: (fetch: typeof globalThis.fetch) => Promise<T>, signal?: AbortSignal): Promise<T>;
}

/**
 * Makes calls to a server that can be cancelled, end at our own limits (undici's end a request after 5 silent minutes,
 * which a loading model exceeds), follow no redirect, take no endless body, never reach the addresses at which clouds
 * hand out credentials, and fail with one kind of error.
 */
export function serverCalls(host: string, limits: ServerLimits, advice: ServerAdvice): ServerCalls {
  const { timeout = 600_000, deadline = 1_800_000 } = limits;
  const dispatcher = new Agent({
    headersTimeout: 0,
    bodyTimeout: 0,
    connect: { lookup: guardedLookup as never },
  });

  async function call<T>(
    exchange: (fetch: typeof globalThis.fetch) => Promise<T>,
    signal?: AbortSignal,
  ): Promise<T> {
    signal?.throwIfAborted();
    const expired = new AbortController();
    const expire = (after: number, message: string) =>
      setTimeout(() => expired.abort(timeoutError(host, after, message)), after);
    const total = expire(deadline, `${host} took longer than ${deadline} ms for one request`);
    const silence = expire(timeout, `${host} was silent for ${timeout} ms`);
    const stop = signal ? AbortSignal.any([signal, expired.signal]) : expired.signal;
    try {
      return await exchange(guardedFetch(host, dispatcher, stop, advice, () => silence.refresh()));
    } catch (error) {
      if (stop.aborted) throw stop.reason;
      // What fetch rejects with, whatever happened to the connection, and what half a JSON text gives.
      const lost = error instanceof TypeError || error instanceof SyntaxError;
      throw lost ? connectionError(host, error, advice) : error;
    } finally {
      clearTimeout(total);
      clearTimeout(silence);
      // Frees the connection where the exchange ended before the body did.
      expired.abort(ended);
    }
  }

  return { host, call };
}

function guardedFetch(
  host: string,
  dispatcher: Dispatcher,
  stop: AbortSignal,
  advice: ServerAdvice,
  onData: () => void,
): typeof fetch {
  return async (input, init) => {
    // Not undici's fetch, which costs some 0.14 ms more of CPU a request.
    const answer = await request(String(input), {
      method: (init?.method ?? 'GET') as Dispatcher.HttpMethod,
      headers: init?.headers as Record<string, string>,
      body: init?.body as string | undefined,
      signal: stop,
      dispatcher,
    }).catch(failAsFetch);
    const { statusCode: status } = answer;
    const headers = headersOf(answer.headers);
    if (status < 200 || status > 299) {
      const text = await answer.body.text().catch(failAsFetch);
      if (status < 400) throw new TypeError(`unexpected redirect to ${headers.get('location')}`);
      throw statusError(host, status, text, headers, advice);
    }
    if (!/json|event-stream/.test(headers.get('content-type') ?? '')) {
      throw new HnlmError(`${host} answered with something else than JSON`, {
        code: 'LLM_REQUEST',
        hint: `Is it ${advice.what}? ${advice.address}`,
      });
    }
    const body = watched(answer.body, host, onData);
    const lines = /ndjson/.test(headers.get('content-type') ?? '') ? body.pipeThrough(wholeLines()) : body;
    return new Response(lines as BodyInit, { status, headers });
  };
}

/** The clients behind know a broken connection by the error that fetch has for it. */
function failAsFetch(cause: unknown): never {
  throw new TypeError('fetch failed', { cause });
}

function headersOf(received: Readonly<Record<string, string | string[] | undefined>>): Headers {
  const headers = new Headers();
  for (const [name, values = []] of Object.entries(received)) {
    for (const value of [values].flat()) headers.append(name, value);
  }
  return headers;
}

/** Passes a body on, up to a size. A TransformStream would cost 0.15 ms more of CPU a request. */
function watched(body: Readable, host: string, onData: () => void): ReadableStream<Uint8Array> {
  const chunks = body[Symbol.asyncIterator]() as AsyncIterator<Uint8Array>;
  let size = 0;
  return new ReadableStream<Uint8Array>({
    async pull(controller) {
      const { done, value } = await chunks.next().catch(failAsFetch);
      if (done) return controller.close();
      onData();
      size += value.length;
      if (size > largestBody) {
        const endless = new HnlmError(`${host} answered without an end`, { code: 'LLM_REQUEST' });
        body.destroy(endless);
        throw endless;
      }
      controller.enqueue(value);
    },
    cancel: () => void body.destroy(),
  });
}

/** Refuses names that resolve to link-local addresses: at these, clouds hand out credentials. */
function guardedLookup(
  hostname: string,
  options: { all?: boolean },
  callback: (error: Error | null, address?: unknown, family?: number) => void,
): void {
  lookup(hostname, { ...options, all: true }, (error, addresses) => {
    if (error) return callback(error);
    if (addresses.some(({ address }) => isLinkLocal(address))) {
      return callback(
        new HnlmError(`${hostname} is a link-local address`, {
          code: 'LLM_HOST',
          hint: 'Name the address of a model server.',
        }),
      );
    }
    if (options.all) callback(null, addresses);
    else callback(null, addresses[0].address, addresses[0].family);
  });
}

function timeoutError(host: string, after: number, message: string): HnlmError {
  return new HnlmError(message, {
    code: 'LLM_TIMEOUT',
    hint: 'Raise the limit, ask less at a time, or choose a smaller model.',
    evidence: { host, after, retryable: true },
  });
}

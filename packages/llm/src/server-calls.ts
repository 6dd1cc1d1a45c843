import { Agent } from 'undici';
import { guardedFetch } from './guarded-fetch.ts';
import { guardedLookup } from './guarded-lookup.ts';
import { connectionError, type ServerAdvice, timeoutError } from './server-errors.ts';

/** How long the rest of an answer may take that nobody waits for, in ms. */
const grace = 1000;

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
    const stop = new AbortController();
    const cancel = () => stop.abort(signal?.reason);
    // Not AbortSignal.any, whose bookkeeping costs more than the rest of this function.
    signal?.addEventListener('abort', cancel, { once: true });
    const expire = (after: number, message: string) =>
      setTimeout(() => stop.abort(timeoutError(host, after, message)), after);
    const total = expire(deadline, `${host} took longer than ${deadline} ms for one request`);
    const silence = expire(timeout, `${host} was silent for ${timeout} ms`);
    let underway = 0;
    try {
      const fetch = guardedFetch(host, dispatcher, advice, stop.signal, {
        onBegin: () => void underway++,
        onData: () => void silence.refresh(),
        onEnd: () => void underway--,
      });
      const result = await exchange(fetch);
      // Its last word is said, but a connection that is closed before the end of the body cannot be used again.
      if (underway > 0) setTimeout(() => underway > 0 && stop.abort(), grace).unref();
      return result;
    } catch (error) {
      if (stop.signal.aborted) throw stop.signal.reason;
      stop.abort(error);
      // What fetch rejects with, whatever happened to the connection, and what half a JSON text gives.
      const lost = error instanceof TypeError || error instanceof SyntaxError;
      throw lost ? connectionError(host, error, advice) : error;
    } finally {
      signal?.removeEventListener('abort', cancel);
      clearTimeout(total);
      clearTimeout(silence);
    }
  }

  return { host, call };
}

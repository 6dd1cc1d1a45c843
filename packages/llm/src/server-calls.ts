import { HnlmError } from '@hnlm/core';
import { Agent } from 'undici';
import type { CallOptions } from './chat-model.ts';
import { guardedLookup } from './guarded-lookup.ts';
import { tellLimits } from './rate-limits.ts';
import { readText } from './read-text.ts';
import { type Answer, type HttpRequest, type SentRequest, sendRequest } from './send-request.ts';
import {
  connectionError,
  type ServerAdvice,
  shapeError,
  statusError,
  timeoutError,
} from './server-errors.ts';

/** How long the rest of an answer may take that nobody waits for, in ms. */
const grace = 1000;

/** What is read of an error, in bytes; a page of a proxy may have no end. */
const enoughOfError = 65_536;

/** How long to wait for a server. */
export interface ServerLimits {
  /**
   * Longest silence of the server in ms, loading of the model and queueing included; 10 minutes by default.
   */
  readonly timeout?: number;
  /** Longest time for one request in ms; 30 minutes by default. */
  readonly deadline?: number;
}

/** Sends a request; what it returns is JSON in one piece, in lines or in events. */
export type Send = (url: string, request?: HttpRequest) => Promise<Answer>;

/** Runs exchanges with one server. */
export interface ServerCalls {
  readonly host: string;
  /** Runs one exchange, a request and its answer; what it throws is one kind of error. */
  call<T>(exchange: (send: Send) => Promise<T>, options?: CallOptions): Promise<T>;
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

  const failure = (cause: Error) => connectionError(host, cause, advice);

  async function call<T>(
    exchange: (send: Send) => Promise<T>,
    { signal, onLimits }: CallOptions = {},
  ): Promise<T> {
    signal?.throwIfAborted();
    let sent: SentRequest | undefined;
    let stopped: { readonly reason: unknown } | undefined;
    const stop = (reason: unknown) => {
      stopped ??= { reason };
      sent?.cancel(reason as Error);
    };
    // Not AbortSignal.any, whose bookkeeping costs more than the rest of this function.
    const cancel = () => stop(signal?.reason);
    signal?.addEventListener('abort', cancel);
    const expire = (after: number, message: string) =>
      setTimeout(() => stop(timeoutError(host, after, message)), after);
    const total = expire(deadline, `${host} took longer than ${deadline} ms for one request`);
    const silence = expire(timeout, `${host} was silent for ${timeout} ms`);
    try {
      const result = await exchange(async (url, request = {}) => {
        sent = sendRequest(dispatcher, url, request, { onRead: () => silence.refresh(), failure });
        const answer = await sent.answer;
        tellLimits(answer.headers, onLimits);
        return checked(answer, host, advice);
      });
      releaseSoon(sent);
      return result;
    } catch (error) {
      if (stopped) throw stopped.reason;
      if (sent && !sent.ended) sent.cancel(error as Error);
      // Half a JSON text.
      if (error instanceof SyntaxError) throw failure(error);
      // JSON of another shape, at which reading stumbles.
      throw error instanceof TypeError ? shapeError(host, error, advice) : error;
    } finally {
      signal?.removeEventListener('abort', cancel);
      clearTimeout(total);
      clearTimeout(silence);
    }
  }

  return { host, call };
}

/** Waits a little for the end of the body, though all is said: a connection that is closed before cannot be used again. */
function releaseSoon(sent: SentRequest | undefined): void {
  if (!sent || sent.ended) return;
  setTimeout(() => sent.ended || sent.cancel(new Error('the rest is not needed')), grace).unref();
}

/** Lets an answer pass that is JSON and no error. */
async function checked(answer: Answer, host: string, advice: ServerAdvice): Promise<Answer> {
  const { status, headers } = answer;
  if (status >= 300 && status < 400) {
    throw connectionError(host, new Error(`unexpected redirect to ${headers.location}`), advice);
  }
  if (status < 200 || status > 299) {
    throw statusError(host, status, await readText(answer, enoughOfError), headers, advice);
  }
  if (/json|event-stream/.test(headers['content-type'] ?? '')) return answer;
  throw new HnlmError(`${host} answered with something else than JSON`, {
    code: 'LLM_REQUEST',
    hint: `Is it ${advice.what}? ${advice.address}`,
  });
}

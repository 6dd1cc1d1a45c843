import type { IncomingHttpHeaders } from 'node:http';
import { HnlmError } from '@hnlm/core';
import type { Dispatcher } from 'undici';
import { incomingBody } from './incoming-body.ts';

/** In bytes; no reply or batch of embeddings comes near. */
const largestBody = 64 * 2 ** 20;

/** What is sent. */
export interface HttpRequest {
  /** `GET` by default. */
  readonly method?: Dispatcher.HttpMethod;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string;
}

/** What comes back: at first the headers, then the body as it comes in. */
export interface Answer {
  readonly status: number;
  readonly headers: IncomingHttpHeaders;
  readonly body: AsyncIterable<Uint8Array>;
}

/** A request under way. */
export interface SentRequest {
  readonly answer: Promise<Answer>;
  /** Whether the answer is complete, or never will be. */
  readonly ended: boolean;
  cancel(reason: Error): void;
}

/** What the sender wants to know. */
export interface RequestEvents {
  /** Called when something of the body is read. */
  readonly onRead: () => void;
  /** Puts into words what happened to the connection. */
  readonly failure: (cause: Error) => Error;
}

/**
 * Sends a request. Follows no redirect, and fails where an answer has no end. Straight to undici's dispatcher: with its `fetch` a
 * request costs three times the CPU.
 */
export function sendRequest(
  dispatcher: Dispatcher,
  url: string,
  { method = 'GET', headers, body }: HttpRequest,
  { onRead, failure }: RequestEvents,
): SentRequest {
  const [origin, path] = split(url);
  const { promise: answer, resolve, reject } = Promise.withResolvers<Answer>();
  const incoming = incomingBody(onRead);
  let size = 0;
  let ended = false;
  let cancelled: { readonly reason: Error } | undefined;
  let controller: Dispatcher.DispatchController | undefined;

  function fail(error: Error): void {
    reject(error);
    incoming.fail(error);
  }

  function end(): void {
    ended = true;
    // It would keep what belongs to the request alive as long as the connection.
    controller = undefined;
  }

  dispatcher.dispatch(
    { origin, path, method, headers, body },
    {
      onRequestStart(started) {
        controller = started;
        if (cancelled) started.abort(cancelled.reason);
      },
      onResponseStart: (_, status, received) => resolve({ status, headers: received, body: incoming }),
      onResponseData(responding, chunk) {
        size += chunk.length;
        if (size > largestBody) responding.abort(endless(origin));
        incoming.push(chunk);
      },
      onResponseEnd() {
        end();
        incoming.end();
      },
      onResponseError(_, error) {
        end();
        fail(failure(error));
      },
    },
  );

  return {
    answer,
    get ended() {
      return ended;
    },
    cancel(reason) {
      cancelled = { reason };
      fail(reason);
      controller?.abort(reason);
    },
  };
}

/** Addresses were checked when the server was named; to parse each again takes as long as to hash a prompt. */
function split(url: string): [origin: string, path: string] {
  const slash = url.indexOf('/', url.indexOf('//') + 2);
  return slash < 0 ? [url, '/'] : [url.slice(0, slash), url.slice(slash)];
}

function endless(origin: string): HnlmError {
  return new HnlmError(`${origin} answered without an end`, { code: 'LLM_REQUEST' });
}

import { setTimeout as sleep } from 'node:timers/promises';
import pRetry from 'p-retry';
import { isRetryable } from './is-retryable.ts';

/** With waits of 0.5 s doubling to 60 s, about a minute in all: the time that a server takes to restart. */
const retries = 7;

/** Calls until it succeeds, as long as its errors are such that the same request may succeed later. */
export function retrying<T>(call: () => Promise<T>, signal?: AbortSignal): Promise<T> {
  return pRetry(call, {
    retries,
    minTimeout: 500,
    maxTimeout: 60_000,
    // Spreads clients that a server turned away at the same moment; it changes when, never what is asked.
    randomize: true,
    signal,
    shouldRetry: ({ error }) => isRetryable(error),
    async onFailedAttempt({ error, retriesLeft }) {
      const wait = isRetryable(error) ? Number(error.evidence.retryAfter ?? 0) : 0;
      if (wait > 0 && retriesLeft > 0) await sleep(wait, undefined, { signal });
    },
  });
}

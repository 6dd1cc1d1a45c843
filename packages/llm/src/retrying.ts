import { setTimeout as sleep } from 'node:timers/promises';
import type { HnlmError } from '@hnlm/core';
import { isRetryable } from './is-retryable.ts';
import { retryDelay } from './retry-delay.ts';

/** Settings of {@link retrying}. */
export interface Retrying {
  /** Ends the waiting between two tries, not a try. */
  readonly signal?: AbortSignal;
  /** How often to try again after an error; 7 times by default, with waits of about half a minute in all. */
  readonly retries?: (error: HnlmError) => number;
  /** Wait before each further try in ms; {@link retryDelay} by default. */
  readonly delay?: (failure: number, retryAfter: number) => number;
}

/**
 * Calls until it succeeds, as long as its errors are such that the same request may succeed later.
 *
 * @throws the last error, or the signal's reason.
 */
export async function retrying<T>(call: () => Promise<T>, settings: Retrying = {}): Promise<T> {
  const { signal, retries = () => 7, delay = retryDelay } = settings;
  for (let failure = 0; ; failure++) {
    signal?.throwIfAborted();
    try {
      return await call();
    } catch (error) {
      if (!isRetryable(error) || failure >= retries(error)) throw error;
      const wait = delay(failure, Number(error.evidence.retryAfter ?? 0));
      await sleepFor(wait, signal);
    }
  }
}

/** Sleeps for a time in ms; throws the signal's own reason. */
async function sleepFor(wait: number, signal?: AbortSignal): Promise<void> {
  await sleep(wait, undefined, { signal }).catch(() => signal?.throwIfAborted());
}

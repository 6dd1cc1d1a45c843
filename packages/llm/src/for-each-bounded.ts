/** Settings of {@link forEachBounded}. */
export interface Bounds {
  readonly concurrency: number;
  /** Aborts what is under way and takes no further values. */
  readonly signal?: AbortSignal;
  /** Takes no further values, and lets what is under way finish. */
  readonly drain?: AbortSignal;
}

/**
 * Works on values with at most `concurrency` at a time, in order. The first failure, or the signal, aborts
 * what is under way and takes no further values; it is thrown when all that was under way has come to rest. Work that
 * throws the reason of `drain` was not begun; that is no failure.
 *
 * @throws what `work` throws first, the signal's reason, or that of `drain` where values are left.
 */
export async function forEachBounded<T>(
  values: readonly T[],
  { concurrency, signal, drain }: Bounds,
  work: (value: T, signal: AbortSignal) => Promise<void>,
): Promise<void> {
  const failure = new AbortController();
  const either = signal ? AbortSignal.any([signal, failure.signal]) : failure.signal;
  let next = 0;
  let done = 0;

  async function takeTurns(): Promise<void> {
    while (next < values.length && !either.aborted && !drain?.aborted) {
      try {
        await work(values[next++], either);
        done++;
      } catch (error) {
        if (!drain?.aborted || error !== drain.reason) failure.abort(error);
      }
    }
  }

  await Promise.all(Array.from({ length: Math.min(concurrency, values.length) }, takeTurns));
  either.throwIfAborted();
  if (done < values.length) drain?.throwIfAborted();
}

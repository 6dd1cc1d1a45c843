/**
 * Works on values with at most `concurrency` at a time, in order. The first failure, or the signal, aborts
 * what is under way and takes no further values; it is thrown when all that was under way has come to rest.
 *
 * @throws what `work` throws first, or the signal's reason.
 */
export async function forEachBounded<T>(
  values: readonly T[],
  concurrency: number,
  signal: AbortSignal | undefined,
  work: (value: T, signal: AbortSignal) => Promise<void>,
): Promise<void> {
  const failure = new AbortController();
  const either = signal ? AbortSignal.any([signal, failure.signal]) : failure.signal;
  let next = 0;

  async function takeTurns(): Promise<void> {
    while (next < values.length && !either.aborted) {
      try {
        await work(values[next++], either);
      } catch (error) {
        failure.abort(error);
      }
    }
  }

  await Promise.all(Array.from({ length: Math.min(concurrency, values.length) }, takeTurns));
  either.throwIfAborted();
}

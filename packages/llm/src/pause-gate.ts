/** A door that requests go through; see {@link createPauseGate}. */
export interface PauseGate {
  readonly paused: boolean;
  /** Requests that went through and have not ended. */
  readonly underway: number;
  /** How long the gate was closed until now, in ms. */
  readonly pausedFor: number;
  /** Lets no further request begin. Resolves when those under way have ended, or when the gate is open again. */
  pause(): Promise<void>;
  resume(): void;
  /** Resolves when the gate is open; throws the signal's reason. */
  passed(signal?: AbortSignal): Promise<void>;
  /**
   * Begins a request when the gate is open.
   *
   * @throws the signal's reason, if it aborts before; what the request throws.
   */
  through<T>(request: () => Promise<T>, signal?: AbortSignal): Promise<T>;
}

/** In ms; timers take no more. */
const longestInterval = 2 ** 31 - 1;

/**
 * Makes a gate by which a run of {@link generateAll} is paused and resumed, for instance on a signal.
 *
 * @example
 * ```ts
 * const gate = createPauseGate();
 * process.on('SIGUSR2', () => (gate.paused ? gate.resume() : gate.pause()));
 * await generateAll({ model, ledger, task, prompts, gate });
 * ```
 */
export function createPauseGate(): PauseGate {
  let door: PromiseWithResolvers<void> | undefined;
  let closedAt = 0;
  let earlier = 0;
  let underway = 0;
  let rest = Promise.withResolvers<void>();

  async function passed(signal?: AbortSignal): Promise<void> {
    while (door && !signal?.aborted) {
      const aborted = Promise.withResolvers<void>();
      const abort = () => aborted.resolve();
      signal?.addEventListener('abort', abort, { once: true });
      // Signal handlers and idle connections do not keep a process: Node would end one that is paused.
      const alive = setInterval(() => {}, longestInterval);
      await Promise.race([door.promise, aborted.promise]);
      clearInterval(alive);
      signal?.removeEventListener('abort', abort);
    }
    signal?.throwIfAborted();
  }

  return {
    get paused() {
      return door !== undefined;
    },
    get underway() {
      return underway;
    },
    get pausedFor() {
      return earlier + (door ? performance.now() - closedAt : 0);
    },
    async pause() {
      if (!door) {
        door = Promise.withResolvers<void>();
        closedAt = performance.now();
      }
      if (underway > 0) await Promise.race([rest.promise, door.promise]);
    },
    resume() {
      if (!door) return;
      earlier += performance.now() - closedAt;
      door.resolve();
      door = undefined;
    },
    passed,
    async through(request, signal) {
      await passed(signal);
      underway++;
      try {
        return await request();
      } finally {
        underway--;
        if (underway === 0) {
          rest.resolve();
          rest = Promise.withResolvers<void>();
        }
      }
    },
  };
}

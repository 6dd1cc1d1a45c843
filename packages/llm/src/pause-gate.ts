/** A door that a run goes through before each request; see {@link createPauseGate}. */
export interface PauseGate {
  readonly paused: boolean;
  /** Lets requests under way finish, and no further one begin. */
  pause(): void;
  resume(): void;
  /** Resolves when the gate is open; throws the signal's reason. */
  passed(signal?: AbortSignal): Promise<void>;
}

/**
 * Makes a gate by which a run of {@link generateAll} is paused and resumed, for instance on a signal.
 *
 * @example
 * ```ts
 * const gate = createPauseGate();
 * process.on('SIGUSR1', () => (gate.paused ? gate.resume() : gate.pause()));
 * await generateAll({ model, ledger, task, prompts, gate });
 * ```
 */
export function createPauseGate(): PauseGate {
  let door: { readonly opened: Promise<void>; readonly open: () => void } | undefined;
  return {
    get paused() {
      return door !== undefined;
    },
    pause() {
      if (door) return;
      const { promise, resolve } = Promise.withResolvers<void>();
      door = { opened: promise, open: resolve };
    },
    resume() {
      door?.open();
      door = undefined;
    },
    async passed(signal) {
      while (door && !signal?.aborted) {
        const aborted = Promise.withResolvers<void>();
        const abort = () => aborted.resolve();
        signal?.addEventListener('abort', abort, { once: true });
        await Promise.race([door.opened, aborted.promise]);
        signal?.removeEventListener('abort', abort);
      }
      signal?.throwIfAborted();
    },
  };
}

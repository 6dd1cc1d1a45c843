import type { Endpoint, Turn } from './endpoint.ts';

/** Lets calls begin; see {@link createAdmission}. */
export interface Admission<M> {
  /**
   * Waits until a call with so many tokens may begin, if possible elsewhere than where it was tried. Throws the signal's
   * reason.
   */
  enter(tokens: number, signal: AbortSignal, tried?: ReadonlySet<M>): Promise<Turn<M>>;
}

interface Waiting<M> {
  readonly tokens: number;
  readonly tried: ReadonlySet<M> | undefined;
  readonly admit: (turn: Turn<M>) => void;
}

/** In ms; the longest that timers take. */
const forever = 2 ** 31 - 1;

/**
 * Makes the queue before the endpoints of a model: first come, first served, each at the endpoint with the fewest calls under way of those
 * that may take one.
 *
 * @param onIdle called where calls wait while none is under way, with the time in ms until one may begin
 */
export function createAdmission<M>(
  endpoints: readonly Endpoint<M>[],
  onIdle: (wait: number) => void = () => {},
): Admission<M> {
  const queue: Waiting<M>[] = [];
  let timer: NodeJS.Timeout | undefined;

  function begin(tokens: number, tried: ReadonlySet<M> | undefined): Turn<M> | undefined {
    const rank = ({ model, underway }: Endpoint<M>) => (tried?.has(model) ? Infinity : underway);
    const now = performance.now();
    let chosen: Endpoint<M> | undefined;
    let soonest = Infinity;
    for (const endpoint of endpoints) {
      if (endpoint.underway >= endpoint.limit) continue;
      const readyAt = endpoint.readyAt(tokens);
      if (readyAt > now) soonest = Math.min(soonest, readyAt);
      else if (!chosen || rank(endpoint) < rank(chosen)) chosen = endpoint;
    }
    if (chosen) return chosen.begin(tokens, admit);
    // Otherwise the end of a call is what is waited for.
    if (soonest < Infinity) {
      clearTimeout(timer);
      timer = setTimeout(admit, Math.min(soonest - now, forever));
      if (endpoints.every(({ underway }) => underway === 0)) onIdle(soonest - now);
    }
    return undefined;
  }

  function admit(): void {
    clearTimeout(timer);
    while (queue.length > 0) {
      const turn = begin(queue[0].tokens, queue[0].tried);
      if (!turn) return;
      queue.shift()?.admit(turn);
    }
  }

  return {
    async enter(tokens, signal, tried) {
      signal.throwIfAborted();
      const turn = queue.length === 0 ? begin(tokens, tried) : undefined;
      if (turn) return turn;
      return new Promise<Turn<M>>((resolve, reject) => {
        const waiting = {
          tokens,
          tried,
          admit(turn: Turn<M>) {
            signal.removeEventListener('abort', abort);
            resolve(turn);
          },
        };
        const abort = () => {
          queue.splice(queue.indexOf(waiting), 1);
          if (queue.length === 0) clearTimeout(timer);
          reject(signal.reason);
        };
        signal.addEventListener('abort', abort, { once: true });
        queue.push(waiting);
      });
    },
  };
}

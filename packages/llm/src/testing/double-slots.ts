/** A bounded number of places to work in, and a queue before them. */
export interface Slots {
  readonly mostInUse: number;
  /** Waits for a place; `false` where the queue is full. */
  enter(): Promise<boolean>;
  leave(): void;
}

/** Makes the counterpart of Ollama's `OLLAMA_NUM_PARALLEL` and `OLLAMA_MAX_QUEUE`. */
export function slots(places: number, queueLength: number): Slots {
  const queue: (() => void)[] = [];
  let inUse = 0;
  let mostInUse = 0;
  return {
    get mostInUse() {
      return mostInUse;
    },
    async enter() {
      if (inUse === places) {
        if (queue.length === queueLength) return false;
        // Whoever leaves hands over its place.
        await new Promise<void>((resolve) => queue.push(resolve));
      } else inUse++;
      mostInUse = Math.max(mostInUse, inUse);
      return true;
    },
    leave() {
      const next = queue.shift();
      if (next) next();
      else inUse--;
    },
  };
}

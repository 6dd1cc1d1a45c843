/** The body of an answer, between the connection that it comes in on and its reader. */
export interface IncomingBody extends AsyncIterable<Uint8Array> {
  push(chunk: Uint8Array): void;
  end(): void;
  /** Fails the reader, after what came in before. */
  fail(error: unknown): void;
}

/**
 * Makes a body that hands over in one piece what came in since it was last read: a reply comes in dozens of pieces.
 * `onRead` is called before each.
 */
export function incomingBody(onRead: () => void): IncomingBody {
  let pieces: Uint8Array[] = [];
  let state: 'open' | 'ended' | { readonly error: unknown } = 'open';
  let wake: (() => void) | undefined;

  function notify(): void {
    wake?.();
    wake = undefined;
  }

  function settle(to: typeof state): void {
    if (state === 'open') state = to;
    notify();
  }

  return {
    push(chunk) {
      pieces.push(chunk);
      notify();
    },
    end: () => settle('ended'),
    fail: (error) => settle({ error }),
    async *[Symbol.asyncIterator]() {
      for (;;) {
        if (pieces.length > 0) {
          const taken = pieces;
          pieces = [];
          onRead();
          yield taken.length === 1 ? taken[0] : Buffer.concat(taken);
        } else if (state === 'ended') return;
        else if (state !== 'open') throw state.error;
        else await new Promise<void>((resolve) => (wake = resolve));
      }
    },
  };
}

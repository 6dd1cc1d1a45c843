import type { RateLimit } from './rate-limits.ts';

/** What is left of one kind, requests or tokens, as far as a client can know; see {@link createTokenBucket}. */
export interface TokenBucket {
  /** From when so much may be taken. */
  readyAt(amount: number): number;
  /** Takes it for a request. */
  take(amount: number): void;
  /** Notes that the request has ended, and what the server says is left with it counted, if it does. */
  counted(amount: number, left?: RateLimit): void;
}

/** In ms. */
const minute = 60_000;

/**
 * Makes a token bucket that follows a server's own: what the server said was left, less what requests without an answer yet may take. A
 * bucket that is full again within a minute is waited for until then, since some servers fill theirs all the time and others at the end of
 * each minute; on average, neither gives more to those who come earlier. One that takes longer is taken to fill evenly. Where the server
 * has said nothing, or names no time, everything may be taken.
 */
export function createTokenBucket(now: () => number): TokenBucket {
  let pending = 0;
  let state: (Required<RateLimit> & { readonly at: number }) | undefined;

  return {
    readyAt(amount) {
      if (!state) return 0;
      const { limit, remaining, reset, at } = state;
      const needed = Math.min(amount, limit) + pending;
      if (needed <= remaining) return 0;
      // There will never be as much; but some of those that are pending will have been counted.
      if (needed > limit) return Infinity;
      const isShort = reset <= minute || limit === Infinity;
      return at + (isShort ? reset : (reset * (needed - remaining)) / (limit - remaining));
    },
    take(amount) {
      pending += amount;
    },
    counted(amount, left) {
      pending -= amount;
      if (!left) {
        if (state) state = { ...state, remaining: Math.max(0, state.remaining - amount) };
        return;
      }
      const { limit = Infinity, remaining, reset } = left;
      const at = now();
      state = reset === undefined ? undefined : { limit: Math.max(limit, remaining), remaining, reset, at };
    },
  };
}

import { isOverload } from './failure-kinds.ts';
import type { RateLimits } from './rate-limits.ts';
import { createTokenBucket } from './token-bucket.ts';

/** Keeps to what one server says it takes; see {@link createQuota}. */
export interface Quota {
  /** From when a request with so many tokens may begin. */
  readyAt(tokens: number): number;
  /** Notes that one begins. */
  begin(tokens: number): QuotaCall;
}

/** A request under way. */
export interface QuotaCall {
  /** Tells what the server said of its limits; a call of several requests is told several times. */
  told(limits: RateLimits): void;
  ended(error?: unknown): void;
}

/**
 * Makes what slows a run down before a server refuses: token buckets of requests and of tokens after its `x-ratelimit-` headers, and the
 * time to wait that it names where it refuses nevertheless. Servers without such headers cost nothing.
 */
export function createQuota(now: () => number = () => performance.now()): Quota {
  const requests = createTokenBucket(now);
  const tokens = createTokenBucket(now);
  let refusedUntil = 0;

  return {
    readyAt: (amount) => Math.max(refusedUntil, requests.readyAt(1), tokens.readyAt(amount)),
    begin(amount) {
      requests.take(1);
      tokens.take(amount);
      let isCounted = false;
      const count = (limits: RateLimits) => {
        requests.counted(isCounted ? 0 : 1, limits.requests);
        tokens.counted(isCounted ? 0 : amount, limits.tokens);
        isCounted = true;
      };
      return {
        told: count,
        ended(error) {
          if (!isCounted) count({});
          const wait = isOverload(error) ? Number(error.evidence.retryAfter ?? 0) : 0;
          if (wait > 0) refusedUntil = Math.max(refusedUntil, now() + wait);
        },
      };
    },
  };
}

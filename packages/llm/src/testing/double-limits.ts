import type { ServerResponse } from 'node:http';

/** How much a server takes, as OpenAI limits it. */
export interface DoubleLimits {
  /** Requests that may come at once, or within a window. */
  readonly requests?: number;
  /** Likewise tokens, of the prompt and of the longest reply. */
  readonly tokens?: number;
  /** Time in which all of it comes back, in ms. */
  readonly every: number;
  /** Comes back at the end of a window that begins with a request, instead of evenly. */
  readonly windows?: boolean;
  /** Writes times as whole seconds, as Azure does, instead of as Go prints durations. */
  readonly wholeSeconds?: boolean;
}

/** Keeps to limits, and tells them. */
export interface Limiter {
  /** Sets the headers of an answer; the time to wait in ms where the request must be refused. */
  take(response: ServerResponse, tokens: number): number;
}

/** Makes the limits of a server, with the headers in which it tells them. */
export function limiter(limits: DoubleLimits): Limiter {
  const kinds = (['requests', 'tokens'] as const).flatMap((kind) => {
    const limit = limits[kind];
    return limit === undefined ? [] : [{ kind, bucket: bucketOf(limit, limits) }];
  });
  return {
    take(response, tokens) {
      const now = performance.now();
      const amount = (kind: 'requests' | 'tokens') => (kind === 'requests' ? 1 : tokens);
      const wait = Math.max(0, ...kinds.map(({ kind, bucket }) => bucket.wait(amount(kind), now)));
      for (const { kind, bucket } of kinds) {
        if (wait === 0) bucket.take(amount(kind), now);
        response.setHeader(`x-ratelimit-limit-${kind}`, limits[kind] as number);
        response.setHeader(`x-ratelimit-remaining-${kind}`, Math.floor(bucket.left(now)));
        response.setHeader(`x-ratelimit-reset-${kind}`, written(bucket.reset(now), limits.wholeSeconds));
      }
      return wait;
    },
  };
}

function bucketOf(limit: number, { every, windows = false }: DoubleLimits) {
  let left = limit;
  let at = 0;
  /** What is left; without windows it comes back all the time. */
  function fill(now: number): number {
    if (windows) {
      if (now >= at + every) left = limit;
    } else {
      left = Math.min(limit, left + (limit * (now - at)) / every);
      at = now;
    }
    return left;
  }
  const reset = (now: number) =>
    windows ? Math.max(0, at + every - now) : (every * (limit - fill(now))) / limit;
  return {
    left: fill,
    reset,
    wait(amount: number, now: number): number {
      const missing = Math.min(amount, limit) - fill(now);
      if (missing <= 0) return 0;
      return windows ? reset(now) : (every * missing) / limit;
    },
    take(amount: number, now: number): void {
      if (windows && left === limit) at = now;
      left = Math.max(0, left - amount);
    },
  };
}

/** As Go prints a duration, from milliseconds on; `6m0s`, `1.5s`, `12ms`. */
function written(milliseconds: number, wholeSeconds = false): string {
  if (wholeSeconds) return String(Math.ceil(milliseconds / 1000));
  const whole = Math.ceil(milliseconds);
  if (whole < 1000) return `${whole}ms`;
  const minutes = Math.floor(whole / 60_000);
  return `${minutes > 0 ? `${minutes}m` : ''}${(whole % 60_000) / 1000}s`;
}

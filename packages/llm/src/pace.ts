/** Decides how many requests are under way at a time; see {@link createPace}. */
export interface Pace {
  /** Requests that may be under way: 1 to the ceiling. */
  readonly limit: number;
  /** Notes that a request begins. */
  begin(): PacedRequest;
}

/** A request under way. */
export interface PacedRequest {
  /** Tells that it was answered with so many tokens. */
  answered(tokens: number): void;
  /** Tells that the server was overloaded: 429, 503 or a time-out. */
  overloaded(): void;
}

/** Growth of the time per token that still counts as none. */
const tolerance = 1.1;
/** In answers; fewer tell too little. */
const smallestWindow = 8;

/**
 * Makes the controller of concurrency: additive increase, multiplicative decrease (Chiu and Jain, 1989). It starts at
 * 2, and looks at the median time per token and at the throughput of as many answers as there are places (8 at least): if the time
 * per token grew by less than 10 %, or the throughput still grew, there is one place more (until the first trouble
 * twice as many), never more than the ceiling. An overloaded server halves the places.
 */
export function createPace(ceiling: number, now: () => number = () => performance.now()): Pace {
  let limit = Math.min(2, ceiling);
  let slowStart = true;
  /** Raised at each decrease: requests that began before say nothing about what holds since. */
  let epoch = 0;
  let window: number[] = [];
  let windowStart = now();
  let before: { readonly limit: number; readonly time: number; readonly rate: number } | undefined;

  function restartWindow(): void {
    window = [];
    windowStart = now();
  }

  function review(): void {
    const time = window.sort((first, second) => first - second)[window.length >> 1];
    const rate = window.length / Math.max(now() - windowStart, 1e-3);
    restartWindow();
    if (before && before.limit < limit) {
      const expected = limit / before.limit - 1;
      const helped = time <= before.time * tolerance || rate / before.rate - 1 >= expected / 4;
      if (!helped) {
        slowStart = false;
        return;
      }
    }
    if (limit === ceiling) return;
    before = { limit, time, rate };
    limit = Math.min(ceiling, slowStart ? limit * 2 : limit + 1);
  }

  return {
    get limit() {
      return limit;
    },
    begin() {
      const began = now();
      const during = epoch;
      return {
        answered(tokens) {
          if (during !== epoch) return;
          window.push((now() - began) / Math.max(tokens, 1));
          if (window.length >= Math.max(limit, smallestWindow)) review();
        },
        overloaded() {
          if (during !== epoch) return;
          epoch++;
          slowStart = false;
          limit = Math.max(1, Math.floor(limit / 2));
          before = undefined;
          restartWindow();
        },
      };
    },
  };
}

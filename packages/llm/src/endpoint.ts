import { type Breaker, type BreakerSettings, createBreaker } from './breaker.ts';
import type { CallOptions } from './chat-model.ts';
import { isOverload } from './failure-kinds.ts';
import { createPace } from './pace.ts';
import { createQuota } from './quota.ts';

/** One server of a model, with what decides when it may be asked. */
export interface Endpoint<M> {
  readonly model: M;
  readonly breaker: Breaker;
  readonly underway: number;
  /** Most that may be under way now. */
  readonly limit: number;
  /** From when a call with so many tokens may begin, places aside. */
  readyAt(tokens: number): number;
  /** Begins a call; `onEnd` is called when its place is free again. */
  begin(tokens: number, onEnd: () => void): Turn<M>;
}

/** The right to make one call. */
export interface Turn<M> {
  readonly model: M;
  readonly onLimits: NonNullable<CallOptions['onLimits']>;
  /** Tells that it was answered with so many tokens. */
  answered(tokens: number): void;
  /** Tells that it came to nothing. */
  ended(error?: unknown): void;
}

/** Puts breaker, pace and quota before a model. */
export function createEndpoint<M>(model: M, concurrency: number, settings: BreakerSettings): Endpoint<M> {
  const breaker = createBreaker(settings);
  const pace = createPace(concurrency);
  const quota = createQuota();
  let underway = 0;

  return {
    model,
    breaker,
    get underway() {
      return underway;
    },
    get limit() {
      return pace.limit;
    },
    readyAt: (tokens) => Math.max(breaker.readyAt, quota.readyAt(tokens)),
    begin(tokens, onEnd) {
      underway++;
      const judged = breaker.begin();
      const paced = pace.begin();
      const counted = quota.begin(tokens);
      const end = () => {
        underway--;
        onEnd();
      };
      return {
        model,
        onLimits: counted.told,
        answered(produced) {
          judged.succeeded();
          paced.answered(produced);
          counted.ended();
          end();
        },
        ended(error) {
          judged.failed(error);
          if (isOverload(error)) paced.overloaded();
          counted.ended(error);
          end();
        },
      };
    },
  };
}

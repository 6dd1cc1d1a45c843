import type { HnlmError } from '@hnlm/core';
import { isServerFault, refusesEverything } from './failure-kinds.ts';

/** Settings of {@link createBreaker}; times in ms. */
export interface BreakerSettings {
  /** Wait before the first probe, doubled before each further one; 30 s by default. */
  readonly firstWait?: number;
  /** 10 minutes by default. */
  readonly longestWait?: number;
  readonly now?: () => number;
}

/** Judges whether one server is there; see {@link createBreaker}. */
export interface Breaker {
  /** The failure for which it is open; `undefined` while it is closed. */
  readonly failure: HnlmError | undefined;
  /** When it opened. */
  readonly openedAt: number;
  /** How many probes have failed since. */
  readonly failedProbes: number;
  /** When a call may begin: at once while it is closed, never while a probe is under way. */
  readonly readyAt: number;
  /** Notes that a call begins: a probe, if it is open. */
  begin(): BreakerCall;
}

/** A call under way. */
export interface BreakerCall {
  succeeded(): void;
  /** Whatever ended it; only faults of the server count. */
  failed(error: unknown): void;
}

/** Of the last {@link recent} calls, so many failures open the breaker. */
const tooMany = 10;
const recent = 20;

/**
 * Makes a circuit breaker. It opens when 10 of the last 20 calls failed by the server's fault (no connection, 5xx), or at the first
 * by which the server refuses everything (401, 403, 404); lets one probe through after 30 s, then after twice that and so on to 10
 * minutes; and closes when a probe succeeds.
 */
export function createBreaker(settings: BreakerSettings = {}): Breaker {
  const { firstWait = 30_000, longestWait = 600_000, now = () => performance.now() } = settings;
  let outcomes: boolean[] = [];
  let failure: HnlmError | undefined;
  let openedAt = 0;
  let failedProbes = 0;
  let readyAt = 0;

  function note(failed: boolean): void {
    outcomes.push(failed);
    if (outcomes.length > recent) outcomes.shift();
  }

  function open(error: HnlmError): void {
    failure = error;
    openedAt = now();
    readyAt = openedAt + firstWait;
  }

  function close(): void {
    failure = undefined;
    outcomes = [];
    failedProbes = 0;
    readyAt = 0;
  }

  function failedCall(error: unknown): void {
    const refused = refusesEverything(error);
    if (!refused && !isServerFault(error)) return;
    note(true);
    if (refused || outcomes.filter(Boolean).length >= tooMany) open(error);
  }

  function failedProbe(error: unknown): void {
    if (refusesEverything(error) || isServerFault(error)) {
      failure = error;
      failedProbes++;
      readyAt = now() + Math.min(firstWait * 2 ** failedProbes, longestWait);
    } else {
      // Cancelled, or refused by a server that lives: the next in line finds out.
      readyAt = 0;
    }
  }

  return {
    get failure() {
      return failure;
    },
    get openedAt() {
      return openedAt;
    },
    get failedProbes() {
      return failedProbes;
    },
    get readyAt() {
      return readyAt;
    },
    begin() {
      const isProbe = failure !== undefined;
      if (isProbe) readyAt = Infinity;
      return {
        succeeded() {
          if (isProbe) close();
          else if (!failure) note(false);
        },
        failed(error) {
          if (isProbe) failedProbe(error);
          else if (!failure) failedCall(error);
        },
      };
    },
  };
}

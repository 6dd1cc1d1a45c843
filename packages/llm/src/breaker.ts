import { setTimeout as sleep } from 'node:timers/promises';
import { HnlmError } from '@hnlm/core';
import { isRetryable } from './is-retryable.ts';

/** Settings of {@link createBreaker}; times in ms. */
export interface BreakerSettings {
  /** How long to go on while the server does nothing but fail; 10 minutes by default. */
  readonly patience?: number;
  /** Wait before the first probe, doubled before each further one; 30 s by default. */
  readonly firstWait?: number;
  /** 10 minutes by default. */
  readonly longestWait?: number;
  /** Called when the breaker opens (with the failure) and when it closes again. */
  readonly onChange?: (failure: HnlmError | undefined) => void;
}

/** Stands between a run and one server. */
export interface Breaker {
  /**
   * Runs a call when the server is believed to work. While it is not, one call at a time goes through as a probe.
   *
   * @throws what the call throws; HnlmError `LLM_DOWN` when patience has run out; the signal's reason.
   */
  run<T>(call: () => Promise<T>, signal?: AbortSignal): Promise<T>;
}

/** Of the last {@link recent} calls, so many failures open the breaker. */
const tooMany = 10;
const recent = 20;
/** In ms; the longest that timers take. */
const forever = 2 ** 31 - 1;

/**
 * Makes a circuit breaker: it opens when 10 of the last 20 calls failed by the server's fault (no connection, 5xx),
 * lets one probe through after 30 s, then after twice that and so on to 10 minutes, and closes when a probe succeeds.
 */
export function createBreaker(settings: BreakerSettings = {}): Breaker {
  const { patience = 600_000, firstWait = 30_000, longestWait = 600_000, onChange } = settings;
  let outcomes: boolean[] = [];
  let state: 'closed' | 'open' | 'probing' = 'closed';
  let wait = firstWait;
  let openedAt = 0;
  let nextProbe = 0;
  /** Failures of any kind since the last answer, a full queue (429) included. */
  let inVain = 0;
  let inVainSince = 0;
  /** Aborted at each change of state, to wake those who wait. */
  let turn = new AbortController();

  function change(to: typeof state, probeAfter = 0): void {
    state = to;
    nextProbe = performance.now() + probeAfter;
    turn.abort();
    turn = new AbortController();
  }

  /** Waits until a call may go; `true` where it goes as the probe. */
  async function enter(signal?: AbortSignal): Promise<boolean> {
    while (state !== 'closed') {
      const time = state === 'open' ? Math.max(0, nextProbe - performance.now()) : forever;
      const woken = signal ? AbortSignal.any([signal, turn.signal]) : turn.signal;
      await sleep(time, undefined, { signal: woken }).catch(() => {});
      signal?.throwIfAborted();
      if (state === 'open' && performance.now() >= nextProbe) {
        change('probing');
        return true;
      }
    }
    return false;
  }

  function succeeded(probe: boolean): void {
    if (probe) {
      outcomes = [];
      wait = firstWait;
      change('closed');
      onChange?.(undefined);
    } else if (state === 'closed') note(false);
  }

  function failed(error: HnlmError, probe: boolean): void {
    if (probe) {
      wait = Math.min(wait * 2, longestWait);
      change('open', wait);
      if (performance.now() - openedAt + wait > patience) throw down(error, performance.now() - openedAt);
    } else if (state === 'closed') {
      note(true);
      if (outcomes.filter(Boolean).length < tooMany) return;
      openedAt = performance.now();
      change('open', wait);
      onChange?.(error);
    }
  }

  /** A server that answers nothing but that it is busy is of no use either. */
  function countInVain(error: HnlmError): void {
    if (inVain++ === 0) inVainSince = performance.now();
    const after = performance.now() - inVainSince;
    if (inVain >= tooMany && after > patience) throw down(error, after);
  }

  function note(failure: boolean): void {
    outcomes.push(failure);
    if (outcomes.length > recent) outcomes.shift();
  }

  return {
    async run(call, signal) {
      const probe = await enter(signal);
      try {
        const result = await call();
        inVain = 0;
        succeeded(probe);
        return result;
      } catch (error) {
        if (isServerFault(error)) failed(error, probe);
        // Cancelled, or refused by a server that lives: the next in line finds out.
        else if (probe) change('open');
        if (isRetryable(error)) countInVain(error);
        throw error;
      }
    },
  };
}

/** A full queue (429) is no fault. */
function isServerFault(error: unknown): error is HnlmError {
  if (!isRetryable(error)) return false;
  const { status } = error.evidence;
  return status === undefined || Number(status) >= 500;
}

function down(cause: HnlmError, after: number): HnlmError {
  const minutes = Math.max(1, Math.round(after / 60_000));
  return new HnlmError(`the server has failed for ${minutes} min; the last error: ${cause.message}`, {
    code: 'LLM_DOWN',
    hint: `${cause.hint ?? ''} What was answered is stored: run again to go on.`.trim(),
    evidence: { ...cause.evidence, retryable: false },
    cause,
  });
}

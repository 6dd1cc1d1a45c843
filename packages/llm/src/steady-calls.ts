import { HnlmError } from '@hnlm/core';
import { createAdmission } from './admission.ts';
import type { BreakerSettings } from './breaker.ts';
import type { CallOptions } from './chat-model.ts';
import { createEndpoint, type Turn } from './endpoint.ts';
import { isServerFault, refusesEverything } from './failure-kinds.ts';
import { isRetryable } from './is-retryable.ts';
import type { PauseGate } from './pause-gate.ts';
import { retrying } from './retrying.ts';

/** Settings of {@link steadyCalls}; times in ms. */
export interface SteadySettings extends BreakerSettings {
  /** Most calls under way at a time at one endpoint. */
  readonly concurrency: number;
  /** How long to go on while no endpoint does anything but fail; 10 minutes by default. */
  readonly patience?: number;
  readonly gate?: PauseGate;
  readonly delay?: (failure: number, retryAfter: number) => number;
  /** Called when everything begins to wait, with the reason, and when it goes on. */
  readonly onWait?: (reason: string | undefined) => void;
}

/** One call to a model. */
export interface Work<M, T> {
  /** Most tokens that it can take, of prompt and reply. */
  readonly tokens: number;
  run(model: M, options: CallOptions): Promise<T>;
  /** Tokens of the result: the time it took is judged by them. */
  produced(result: T): number;
}

/** A model behind everything that keeps a long run going. */
export interface SteadyCalls<M> {
  /** Calls that may be under way now. */
  readonly limit: number;
  /** What ails the endpoints that are not asked for now. */
  readonly failing: readonly string[];
  /** `signal` cancels the call; `stop` only ends waiting for it to begin. */
  call<T>(work: Work<M, T>, signal: AbortSignal, stop: AbortSignal): Promise<T>;
}

/** In ms; shorter waits are not worth a word. */
const noticeable = 1000;
/** So many failures in a row, or more, can be the end of {@link SteadySettings.patience}. */
const tooMany = 10;

/**
 * Puts pause and retry between a run and its model, and breaker, pace and rate limits before each of the endpoints that it has.
 */
export function steadyCalls<M extends { readonly endpoints?: readonly M[] }>(
  model: M,
  settings: SteadySettings,
): SteadyCalls<M> {
  const { concurrency, patience = 600_000, gate, delay, onWait } = settings;
  const endpoints = (model.endpoints ?? [model]).map((one) => createEndpoint(one, concurrency, settings));
  const breakers = endpoints.map(({ breaker }) => breaker);
  const admission = createAdmission(endpoints, (wait) => {
    if (wait >= noticeable && !allOpen()) note(`the server takes no more for ${Math.round(wait / 1000)} s`);
  });
  const allOpen = () => breakers.every(({ failure }) => failure);

  /** Failures of any kind since the last answer. */
  let inVain = 0;
  let inVainSince = 0;

  let reason: string | undefined;
  function note(now: string | undefined): void {
    if (now === reason) return;
    reason = now;
    onWait?.(now);
  }

  async function begin(tokens: number, stop: AbortSignal, tried: ReadonlySet<M>): Promise<Turn<M>> {
    for (;;) {
      if (gate) await gate.passed(stop);
      const turn = await admission.enter(tokens, stop, tried);
      if (!gate?.paused) return turn;
      turn.ended();
    }
  }

  /** Tries once, at one endpoint after the other as long as they fail and there is a next. */
  async function tryOnce<T>(work: Work<M, T>, signal: AbortSignal, stop: AbortSignal): Promise<T> {
    const tried = new Set<M>();
    for (;;) {
      const turn = await begin(work.tokens, stop, tried);
      if (reason && !allOpen()) note(undefined);
      try {
        const send = () => work.run(turn.model, { signal, onLimits: turn.onLimits });
        const result = await (gate ? gate.through(send, stop) : send());
        inVain = 0;
        turn.answered(work.produced(result));
        if (reason) note(undefined);
        return result;
      } catch (error) {
        turn.ended(error);
        if (isServerFault(error) && allOpen()) waitOrGiveUp(error);
        if (isRetryable(error)) countInVain(error);
        if (refusesEverything(error)) {
          if (breakers.every(({ failure }) => refusesEverything(failure))) throw error;
        } else if (tried.has(turn.model) || !isRetryable(error) || breakers.length === 1 || allOpen()) {
          throw error;
        }
        tried.add(turn.model);
      }
    }
  }

  /** Servers that answer nothing but that they are busy (429) are of no use either. */
  function countInVain(error: HnlmError): void {
    if (inVain++ === 0) inVainSince = performance.now();
    const after = performance.now() - inVainSince;
    if (inVain >= tooMany && after > patience) throw down(error, after);
  }

  function waitOrGiveUp(error: HnlmError): void {
    note(error.message);
    if (breakers.some(({ failedProbes }) => failedProbes === 0)) return;
    const since = Math.max(...breakers.map(({ openedAt }) => openedAt));
    const nextProbe = Math.min(...breakers.map(({ readyAt }) => readyAt));
    if (nextProbe - since > patience) throw down(error, performance.now() - since);
  }

  return {
    get limit() {
      return endpoints.reduce((sum, { limit }) => sum + limit, 0);
    },
    get failing() {
      return breakers.flatMap(({ failure }) => (failure ? [failure.message] : []));
    },
    call: (work, signal, stop) =>
      retrying(() => tryOnce(work, signal, stop), { signal: stop, delay, retries }),
  };
}

/** How long a server that is not there is tried is for the breaker to say. */
function retries({ code }: HnlmError): number {
  return code === 'LLM_UNREACHABLE' ? Infinity : 7;
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

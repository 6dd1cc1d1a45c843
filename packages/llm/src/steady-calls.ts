import { HnlmError } from '@hnlm/core';
import { type BreakerSettings, createBreaker } from './breaker.ts';
import type { ChatModel, ChatReply, ChatRequest } from './chat-model.ts';
import { createPace } from './pace.ts';
import type { PauseGate } from './pause-gate.ts';
import { retrying } from './retrying.ts';

/** Settings of {@link steadyCalls}. */
export interface SteadySettings extends BreakerSettings {
  /** Most requests under way at a time. */
  readonly concurrency: number;
  readonly gate?: PauseGate;
  readonly delay?: (failure: number, retryAfter: number) => number;
}

/** A model behind everything that keeps a long run going. */
export interface SteadyCalls {
  /** Requests that may be under way now. */
  readonly limit: number;
  /** `signal` cancels the call; `stop` only ends waiting for it to begin. */
  generate(request: ChatRequest, signal: AbortSignal, stop: AbortSignal): Promise<ChatReply>;
}

/** Puts pause, breaker, pace and retry between a run and its model. */
export function steadyCalls(model: ChatModel, settings: SteadySettings): SteadyCalls {
  const { concurrency, gate, delay } = settings;
  const breaker = createBreaker(settings);
  const pace = createPace(concurrency);

  async function tryOnce(request: ChatRequest, signal: AbortSignal, stop: AbortSignal): Promise<ChatReply> {
    const place = await pace.enter(stop);
    try {
      const send = () => model.generate(request, { signal });
      const reply = await breaker.run(() => (gate ? gate.through(send, stop) : send()), stop);
      place.answered(reply.usage.completionTokens);
      return reply;
    } catch (error) {
      if (isOverload(error)) place.overloaded();
      throw error;
    } finally {
      place.leave();
    }
  }

  return {
    get limit() {
      return pace.limit;
    },
    generate: (request, signal, stop) =>
      retrying(() => tryOnce(request, signal, stop), { signal: stop, delay, retries }),
  };
}

/** How long a server that is not there is tried is for the breaker to say. */
function retries({ code }: HnlmError): number {
  return code === 'LLM_UNREACHABLE' ? Infinity : 7;
}

function isOverload(error: unknown): boolean {
  if (!HnlmError.isInstance(error)) return false;
  return [429, 503].includes(Number(error.evidence.status)) || error.code === 'LLM_TIMEOUT';
}

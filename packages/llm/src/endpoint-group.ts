import { HnlmError } from '@hnlm/core';
import type { CallOptions, ModelIdentity } from './chat-model.ts';
import { contentHash } from './content-hash.ts';
import { refusesEverything } from './failure-kinds.ts';
import { isRetryable } from './is-retryable.ts';

/** Several servers that have the same model. */
export interface EndpointGroup<M> {
  readonly endpoints: readonly M[];
  identity(options?: CallOptions): Promise<ModelIdentity>;
  /** Runs a call at the server with the fewest under way; where that one fails, at the next. */
  anywhere<T>(call: (endpoint: M) => Promise<T>): Promise<T>;
}

/**
 * Groups servers under the identity that they share. One that cannot be reached is left out until it can, and is asked for its
 * identity before anything else.
 *
 * @param guarded returns the same model with calls that wait for `verify` first
 * @throws HnlmError `LLM_ENDPOINTS` if there are none; its methods: `LLM_ENDPOINTS` if they have different models
 */
export function endpointGroup<M extends { identity(options?: CallOptions): Promise<ModelIdentity> }>(
  models: readonly M[],
  guarded: (model: M, verify: (options?: CallOptions) => Promise<void>) => M,
): EndpointGroup<M> {
  if (models.length === 0) {
    throw new HnlmError('there is no model to balance', {
      code: 'LLM_ENDPOINTS',
      hint: 'Give one model for each server.',
    });
  }
  const verified = new Set<M>();
  let agreed: ModelIdentity | undefined;

  async function verify(model: M, options?: CallOptions): Promise<void> {
    if (verified.has(model)) return;
    const identity = await model.identity(options);
    agreed ??= identity;
    if (contentHash(identity) !== contentHash(agreed)) throw different(agreed, identity);
    verified.add(model);
  }

  const endpoints = models.map((model) => guarded(model, (options) => verify(model, options)));
  const underway = new Map(endpoints.map((endpoint) => [endpoint, 0]));
  const load = (endpoint: M) => underway.get(endpoint) as number;

  return {
    endpoints,
    async identity(options) {
      const outcomes = await Promise.allSettled(models.map((model) => verify(model, options)));
      const failures = outcomes.flatMap((one) => (one.status === 'rejected' ? [one.reason as unknown] : []));
      const lasting = failures.filter((error) => !isRetryable(error));
      if (lasting.length > 0) throw lasting[0];
      if (!agreed) throw failures[0];
      return agreed;
    },
    async anywhere(call) {
      let failure: unknown;
      for (const endpoint of [...endpoints].sort((first, second) => load(first) - load(second))) {
        underway.set(endpoint, load(endpoint) + 1);
        try {
          return await call(endpoint);
        } catch (error) {
          if (!isRetryable(error) && !refusesEverything(error)) throw error;
          failure = error;
        } finally {
          underway.set(endpoint, load(endpoint) - 1);
        }
      }
      throw failure;
    },
  };
}

function different(first: ModelIdentity, second: ModelIdentity): HnlmError {
  return new HnlmError(`the servers have different models: ${named(first)} and ${named(second)}`, {
    code: 'LLM_ENDPOINTS',
    hint: 'Put the same version of the model on each, or leave the other servers out.',
    evidence: { first: named(first), second: named(second) },
  });
}

function named({ provider, model, digest }: ModelIdentity): string {
  return `${provider} ${model}${digest ? ` (digest ${digest.slice(0, 12)})` : ''}`;
}

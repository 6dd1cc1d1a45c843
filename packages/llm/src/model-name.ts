import { didYouMean, HnlmError } from '@hnlm/core';

/** A model name taken apart. */
export interface ModelName {
  readonly provider: string;
  /** What the provider calls the model; empty where the provider has only one. */
  readonly model: string;
}

/**
 * Takes a name like `ollama:llama3.1:8b` apart: the provider stands before the first colon.
 *
 * @throws HnlmError `LLM_PROVIDER_UNKNOWN`
 * @example
 * ```ts
 * parseModelName('ollama:llama3.1:8b', ['ollama']); // { provider: 'ollama', model: 'llama3.1:8b' }
 * ```
 */
export function parseModelName(name: string, providers: readonly string[]): ModelName {
  const [provider] = name.split(':', 1);
  if (!providers.includes(provider)) {
    throw new HnlmError(`unknown provider "${provider}" in the model name "${name}"`, {
      code: 'LLM_PROVIDER_UNKNOWN',
      hint: `Write PROVIDER:MODEL, for instance ollama:llama3.1:8b. ${didYouMean(provider, providers)}`,
      evidence: { name, providers },
    });
  }
  return { provider, model: name.slice(provider.length + 1) };
}

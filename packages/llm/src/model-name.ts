import { didYouMean, HnlmError } from '@hnlm/core';

/** A model name taken apart. */
export interface ModelName {
  readonly provider: string;
  /** What the provider calls the model; empty where the provider has only one. */
  readonly model: string;
}

/**
 * Takes a name like `ollama:llama3.1:8b` apart: the provider stands before the first colon. `providers` gives
 * for each known one the name of a model as an example, or `undefined` where it has only one model.
 *
 * @throws HnlmError `LLM_PROVIDER_UNKNOWN`; `LLM_MODEL_NAME` if the model is missing, or is one too many.
 * @example
 * ```ts
 * parseModelName('ollama:llama3.1:8b', { ollama: 'llama3.1:8b' }); // { provider: 'ollama', model: 'llama3.1:8b' }
 * ```
 */
export function parseModelName(
  name: string,
  providers: Readonly<Record<string, string | undefined>>,
): ModelName {
  const [provider] = name.split(':', 1);
  const model = name.slice(provider.length + 1);
  const usage = (known: string) => [known, providers[known]].filter(Boolean).join(':');
  if (!Object.hasOwn(providers, provider)) {
    const names = Object.keys(providers);
    throw new HnlmError(`unknown provider "${provider}" in the model name "${name}"`, {
      code: 'LLM_PROVIDER_UNKNOWN',
      hint: `Write for instance ${names.map(usage).join(' or ')}. ${didYouMean(provider, names)}`,
      evidence: { name },
    });
  }
  if ((model === '') !== (providers[provider] === undefined)) {
    const fault = model === '' ? 'names no model' : 'names a model, but the provider has only one';
    throw new HnlmError(`the model name "${name}" ${fault}`, {
      code: 'LLM_MODEL_NAME',
      hint: `Write for instance ${usage(provider)}.`,
      evidence: { name },
    });
  }
  return { provider, model };
}

import { didYouMean, HnlmError } from '@hnlm/core';
import type { CallOptions, ModelIdentity } from './chat-model.ts';
import type { OllamaServer } from './ollama-client.ts';

/**
 * Looks a model up among those the server has: names match without regard to case, and a missing tag means
 * `latest`.
 *
 * @throws HnlmError `LLM_MODEL_MISSING`, `LLM_UNREACHABLE`
 */
export async function ollamaIdentity(
  server: OllamaServer,
  model: string,
  options?: CallOptions,
): Promise<ModelIdentity> {
  const wanted = tagged(model);
  const { models, found } = await server.call(async (client) => {
    const { models } = await client.list();
    return { models, found: models.find(({ name }) => tagged(name) === wanted) };
  }, options);
  if (found) return { provider: 'ollama', model: found.name, digest: found.digest };
  const names = models.map(({ name }) => name);
  throw new HnlmError(`the Ollama server at ${server.host} has no model "${model}"`, {
    code: 'LLM_MODEL_MISSING',
    hint: `Get it with: ollama pull ${model}${names.length > 0 ? ` (${didYouMean(model, names)})` : ''}`,
    evidence: { model, host: server.host, models: names },
  });
}

/** Asks for the version of the server; it is worth no error. */
export async function ollamaVersion(
  server: OllamaServer,
  options?: CallOptions,
): Promise<string | undefined> {
  try {
    const { version } = await server.call((client) => client.version(), options);
    return typeof version === 'string' ? version : undefined;
  } catch (error) {
    options?.signal?.throwIfAborted();
    return HnlmError.isInstance(error) ? undefined : Promise.reject(error);
  }
}

function tagged(name: string): string {
  const lower = name.toLowerCase();
  // A colon before the last slash belongs to a registry's port.
  return lower.lastIndexOf(':') > lower.lastIndexOf('/') ? lower : `${lower}:latest`;
}

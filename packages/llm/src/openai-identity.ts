import { didYouMean, HnlmError } from '@hnlm/core';
import type { CallOptions, ModelIdentity } from './chat-model.ts';
import type { OpenAIServer } from './openai-server.ts';
import { readText } from './read-text.ts';

/**
 * Looks a model up among those that the server lists. The protocol tells no digest of the weights, and not every server
 * has a list: then the name is taken as it is.
 *
 * @throws HnlmError `LLM_MODEL_MISSING`, `LLM_UNREACHABLE`, `LLM_REQUEST`
 */
export async function openAIIdentity(
  server: OpenAIServer,
  model: string,
  options?: CallOptions,
): Promise<ModelIdentity> {
  const names = await listed(server, options);
  if (names && names.length > 0 && !names.includes(model)) {
    throw new HnlmError(`the server at ${server.host} has no model "${model}"`, {
      code: 'LLM_MODEL_MISSING',
      hint: didYouMean(model, names),
      evidence: { model, host: server.host, models: names.slice(0, 50) },
    });
  }
  return { provider: 'openai-compatible', model };
}

async function listed(server: OpenAIServer, options?: CallOptions): Promise<string[] | undefined> {
  try {
    return await server.call(
      '/models',
      undefined,
      async (answer) => {
        const { data } = JSON.parse(await readText(answer)) as { data?: { id?: unknown }[] };
        return data?.map(({ id }) => String(id));
      },
      options,
    );
  } catch (error) {
    if (HnlmError.isInstance(error) && [404, 405, 501].includes(Number(error.evidence.status)))
      return undefined;
    throw error;
  }
}

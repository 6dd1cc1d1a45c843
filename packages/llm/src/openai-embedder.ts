import { HnlmError } from '@hnlm/core';
import { balancedEmbedder } from './balanced.ts';
import type { EmbeddingModel } from './embedding-model.ts';
import { openAIIdentity } from './openai-identity.ts';
import { type OpenAIServer, type OpenAIServerOptions, openAIServers } from './openai-server.ts';
import { readVectors, vectorIdentity, vectorRequest } from './openai-vectors.ts';
import { readText } from './read-text.ts';

/** Options of {@link openAIEmbedder}. */
export interface OpenAIEmbedderOptions extends OpenAIServerOptions {
  /** Name as `GET /models` lists it. */
  readonly model: string;
  /** Length of the vectors, for models that can shorten them. */
  readonly dimensions?: number;
  /** Texts a request; 64 by default. */
  readonly batch?: number;
}

/**
 * Makes a text encoder of any server that speaks OpenAI's protocol. With several addresses, it is {@link balancedEmbedder} over them.
 *
 * @throws HnlmError `LLM_HOST`, `LLM_REMOTE`, `LLM_KEY`; its methods as {@link openAICompatible}, and `LLM_EMBEDDING` for
 *   vectors that are too few, unequal or not finite.
 * @example
 * ```ts
 * const encoder = openAIEmbedder({ model: 'text-embedding-3-small', allowRemote: true });
 * const [tea] = await encoder.embed(['green tea']);
 * ```
 */
export function openAIEmbedder(options: OpenAIEmbedderOptions): EmbeddingModel {
  return balancedEmbedder(openAIServers(options).map((server) => encoderAt(server, options)));
}

function encoderAt(server: OpenAIServer, options: OpenAIEmbedderOptions): EmbeddingModel {
  const { model, dimensions, batch = 64 } = options;
  return {
    identity: async (call) => vectorIdentity(await openAIIdentity(server, model, call), options),
    async embed(texts, call) {
      const vectors: Float32Array[] = [];
      for (let start = 0; start < texts.length; start += batch) {
        const input = texts.slice(start, start + batch);
        const known = dimensions ?? vectors[0]?.length;
        const read = await server.call(
          '/embeddings',
          vectorRequest(options, input),
          async (answer) => readVectors(JSON.parse(await readText(answer)), input.length, known),
          call,
        );
        if (typeof read === 'string') throw unusable(server.host, read);
        vectors.push(...read);
      }
      return vectors;
    },
  };
}

function unusable(host: string, what: string): HnlmError {
  return new HnlmError(`${host} sent ${what}`, {
    code: 'LLM_EMBEDDING',
    hint: 'Update the server, or choose another embedding model.',
    evidence: { host },
  });
}

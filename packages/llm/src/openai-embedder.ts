import { HnlmError } from '@hnlm/core';
import { balancedEmbedder } from './balanced.ts';
import type { EmbeddingModel } from './embedding-model.ts';
import { openAIIdentity } from './openai-identity.ts';
import { type OpenAIServer, type OpenAIServerOptions, openAIServers } from './openai-server.ts';
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

function encoderAt(
  server: OpenAIServer,
  { model, dimensions, batch = 64 }: OpenAIEmbedderOptions,
): EmbeddingModel {
  return {
    async identity(call) {
      const identity = await openAIIdentity(server, model, call);
      return dimensions === undefined
        ? identity
        : { ...identity, model: `${model}, ${dimensions} dimensions` };
    },
    async embed(texts, call) {
      const vectors: Float32Array[] = [];
      for (let start = 0; start < texts.length; start += batch) {
        const input = texts.slice(start, start + batch);
        const body = {
          model,
          input,
          encoding_format: 'float',
          ...(dimensions !== undefined && { dimensions }),
        };
        const answer = await server.call(
          '/embeddings',
          body,
          async (response) => JSON.parse(await readText(response)) as EmbeddingAnswer,
          call,
        );
        vectors.push(...inOrder(answer, input.length, vectors[0]?.length, server.host));
      }
      return vectors;
    },
  };
}

interface EmbeddingAnswer {
  readonly data?: readonly { readonly index?: number; readonly embedding?: readonly number[] }[];
}

function inOrder(
  { data = [] }: EmbeddingAnswer,
  count: number,
  dimensions: number | undefined,
  host: string,
): Float32Array[] {
  const unusable = (what: string) =>
    new HnlmError(`${host} sent ${what}`, {
      code: 'LLM_EMBEDDING',
      hint: 'Update the server, or choose another embedding model.',
      evidence: { host },
    });
  const vectors: Float32Array[] = [];
  for (const [place, { index = place, embedding }] of data.entries()) {
    // Servers write numbers that are not finite as null.
    if (!Array.isArray(embedding) || !embedding.every(Number.isFinite)) {
      throw unusable('a vector with a number that is not finite');
    }
    vectors[index] = Float32Array.from(embedding);
  }
  const length = dimensions ?? vectors[0]?.length;
  if (vectors.length !== count || Object.keys(vectors).length !== count) {
    throw unusable(`${data.length} vectors for ${count} texts`);
  }
  for (const vector of vectors) {
    if (vector.length !== length || length === 0) {
      throw unusable(`a vector of ${vector.length} numbers where others have ${length}`);
    }
  }
  return vectors;
}

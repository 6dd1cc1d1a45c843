import { HnlmError } from '@hnlm/core';
import { balancedEmbedder } from './balanced.ts';
import type { EmbeddingModel } from './embedding-model.ts';
import { type OllamaServer, type OllamaServerOptions, ollamaServers } from './ollama-client.ts';
import { ollamaIdentity } from './ollama-identity.ts';

/** Options of {@link ollamaEmbedder}. */
export interface OllamaEmbedderOptions extends OllamaServerOptions {
  /** Name as `ollama list` shows it; without a tag, `latest`. */
  readonly model: string;
  /** Texts a request; 64 by default. */
  readonly batch?: number;
}

/**
 * Makes a text encoder of a local Ollama server, over the optional peer `ollama`. A text beyond the context
 * window is an error instead of being cut in silence. With several hosts, it is {@link balancedEmbedder} over them.
 *
 * @throws HnlmError `LLM_HOST`, `LLM_REMOTE`; its methods: `LLM_UNREACHABLE`, `LLM_MODEL_MISSING`, `LLM_CONTEXT`,
 *   `LLM_TIMEOUT`, `LLM_CONNECTION_LOST`, `LLM_REQUEST`, `LLM_EMBEDDING` for vectors that are too few,
 *   unequal or not finite.
 * @example
 * ```ts
 * const [tea, coffee] = await ollamaEmbedder({ model: 'nomic-embed-text' }).embed(['tea', 'coffee']);
 * ```
 */
export function ollamaEmbedder(options: OllamaEmbedderOptions): EmbeddingModel {
  return balancedEmbedder(ollamaServers(options).map((server) => encoderAt(server, options)));
}

function encoderAt(server: OllamaServer, { model, batch = 64 }: OllamaEmbedderOptions): EmbeddingModel {
  const identity: EmbeddingModel['identity'] = (call) => ollamaIdentity(server, model, call);

  return {
    identity,
    async embed(texts, call) {
      const vectors: Float32Array[] = [];
      for (let start = 0; start < texts.length; start += batch) {
        const input = texts.slice(start, start + batch);
        try {
          const request = { model, input, truncate: false };
          const known = vectors[0]?.length;
          const received = await server.call(async (client) => {
            const { embeddings } = await client.embed(request);
            return checked(embeddings, input.length, known, server.host);
          }, call);
          vectors.push(...received);
        } catch (error) {
          if (HnlmError.isInstance(error) && error.code === 'LLM_MODEL_MISSING') await identity(call);
          throw error;
        }
      }
      return vectors;
    },
  };
}

function checked(
  embeddings: readonly (readonly number[])[] | undefined,
  count: number,
  dimensions: number | undefined,
  host: string,
): Float32Array[] {
  if (embeddings?.length !== count) {
    throw unusable(host, `${embeddings?.length ?? 0} vectors for ${count} texts`);
  }
  const length = dimensions ?? embeddings[0].length;
  for (const vector of embeddings) {
    if (vector.length !== length || length === 0) {
      throw unusable(host, `a vector of ${vector.length} numbers where others have ${length}`);
    }
    if (!vector.every(Number.isFinite)) throw unusable(host, 'a vector with a number that is not finite');
  }
  return embeddings.map((vector) => Float32Array.from(vector));
}

function unusable(host: string, what: string): HnlmError {
  return new HnlmError(`${host} sent ${what}`, {
    code: 'LLM_EMBEDDING',
    hint: 'Update the Ollama server, or choose another embedding model.',
    evidence: { host },
  });
}

import type { ChatModel } from './chat-model.ts';
import type { EmbeddingModel } from './embedding-model.ts';
import { endpointGroup } from './endpoint-group.ts';

/**
 * Makes one chat model of several servers that have the same model. A run of `generateAll` sends each request to the server with the
 * fewest under way; one that fails is left alone for a while, and the others go on. A request made directly goes to the next server where
 * the first fails. Which server answered is in no key of the ledger.
 *
 * @throws HnlmError `LLM_ENDPOINTS` if there are none; its methods: what the models throw, and `LLM_ENDPOINTS` if they are not the same
 *   model
 * @example
 * ```ts
 * const model = balanced([
 *   openAICompatible({ model: 'Qwen/Qwen3-8B', baseUrl: 'http://127.0.0.1:8000/v1' }),
 *   openAICompatible({ model: 'Qwen/Qwen3-8B', baseUrl: 'https://gpu.example/v1', apiKeyEnv: 'GPU_KEY', allowRemote: true }),
 * ]);
 * ```
 */
export function balanced(models: readonly ChatModel[]): ChatModel {
  if (models.length === 1) return models[0];
  const { identity, endpoints, anywhere } = endpointGroup(models, (model, verify) => ({
    identity: model.identity,
    async generate(request, options) {
      await verify(options);
      return model.generate(request, options);
    },
  }));
  const generate: ChatModel['generate'] = (request, options) =>
    anywhere((endpoint) => endpoint.generate(request, options));
  return { identity, endpoints, generate };
}

/**
 * Makes one text encoder of several servers that have the same model, as {@link balanced} does.
 *
 * @throws HnlmError `LLM_ENDPOINTS`; its methods: what the encoders throw, and `LLM_ENDPOINTS`
 * @example
 * ```ts
 * const hosts = ['http://127.0.0.1:11434', 'http://127.0.0.1:11435'];
 * const encoder = balancedEmbedder(hosts.map((host) => ollamaEmbedder({ model: 'nomic-embed-text', host })));
 * ```
 */
export function balancedEmbedder(encoders: readonly EmbeddingModel[]): EmbeddingModel {
  if (encoders.length === 1) return encoders[0];
  const { identity, endpoints, anywhere } = endpointGroup(encoders, (encoder, verify) => ({
    identity: encoder.identity,
    async embed(texts, options) {
      await verify(options);
      return encoder.embed(texts, options);
    },
  }));
  const embed: EmbeddingModel['embed'] = (texts, options) =>
    anywhere((endpoint) => endpoint.embed(texts, options));
  return { identity, endpoints, embed };
}

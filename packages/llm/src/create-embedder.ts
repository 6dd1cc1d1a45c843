import type { CreateModelOptions } from './create-chat-model.ts';
import type { EmbeddingModel } from './embedding-model.ts';
import { hashing } from './hashing.ts';
import { parseModelName } from './model-name.ts';
import { ollamaEmbedder } from './ollama-embedder.ts';
import { openAIEmbedder } from './openai-embedder.ts';
import { sentenceEncoder } from './sentence-encoder.ts';
import { transformersEmbedder } from './transformers-embedder.ts';

/**
 * Makes a text encoder from its name on a command line: `ollama:MODEL`, `openai:MODEL`, `transformers:MODEL`,
 * `sentence-encoder` or `hashing`.
 *
 * @throws HnlmError `LLM_PROVIDER_UNKNOWN`, `LLM_MODEL_NAME`, `LLM_HOST`, `LLM_REMOTE`
 * @example
 * ```ts
 * const embedder = createEmbedder('ollama:nomic-embed-text');
 * ```
 */
export function createEmbedder(
  name: string,
  { allowRemote, localModelPath }: CreateModelOptions = {},
): EmbeddingModel {
  const examples = {
    ollama: 'nomic-embed-text',
    openai: 'text-embedding-3-small',
    transformers: 'Xenova/all-MiniLM-L6-v2',
    'sentence-encoder': undefined,
    hashing: undefined,
  };
  const { provider, model } = parseModelName(name, examples);
  if (provider === 'ollama') return ollamaEmbedder({ model, allowRemote });
  if (provider === 'openai') return openAIEmbedder({ model, allowRemote });
  if (provider === 'transformers') return transformersEmbedder({ model, localModelPath });
  return provider === 'hashing' ? hashing() : sentenceEncoder();
}

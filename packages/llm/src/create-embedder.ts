import type { EmbeddingModel } from './embedding-model.ts';
import { parseModelName } from './model-name.ts';
import { ollamaEmbedder } from './ollama-embedder.ts';
import { sentenceEncoder } from './sentence-encoder.ts';

/**
 * Makes a text encoder from its name on a command line: `ollama:MODEL` or `sentence-encoder`.
 *
 * @throws HnlmError `LLM_PROVIDER_UNKNOWN`, `LLM_MODEL_NAME`, `LLM_HOST`
 * @example
 * ```ts
 * const embedder = createEmbedder('ollama:nomic-embed-text');
 * ```
 */
export function createEmbedder(name: string): EmbeddingModel {
  const providers = { ollama: 'nomic-embed-text', 'sentence-encoder': undefined };
  const { provider, model } = parseModelName(name, providers);
  return provider === 'ollama' ? ollamaEmbedder({ model }) : sentenceEncoder();
}

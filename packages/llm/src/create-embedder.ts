import { HnlmError } from '@hnlm/core';
import { modelMissing } from './create-chat-model.ts';
import type { EmbeddingModel } from './embedding-model.ts';
import { parseModelName } from './model-name.ts';
import { ollamaEmbedder } from './ollama-embedder.ts';
import { sentenceEncoder } from './sentence-encoder.ts';

/**
 * Makes a text encoder from its name on a command line: `ollama:MODEL` or `sentence-encoder`.
 *
 * @throws HnlmError `LLM_PROVIDER_UNKNOWN`, `LLM_MODEL_NAME`
 * @example
 * ```ts
 * const embedder = createEmbedder('ollama:nomic-embed-text');
 * ```
 */
export function createEmbedder(name: string): EmbeddingModel {
  const { provider, model } = parseModelName(name, ['ollama', 'sentence-encoder']);
  if (provider === 'ollama') {
    if (model === '') throw modelMissing(name, 'ollama:nomic-embed-text');
    return ollamaEmbedder({ model });
  }
  if (model !== '') {
    throw new HnlmError(`the provider "sentence-encoder" has one model only, not "${model}"`, {
      code: 'LLM_MODEL_NAME',
      hint: 'Write sentence-encoder.',
      evidence: { name },
    });
  }
  return sentenceEncoder();
}

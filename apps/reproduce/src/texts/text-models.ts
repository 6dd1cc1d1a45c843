import { type ChatModel, createChatModel, createEmbedder, type EmbeddingModel } from '@hnlm/llm';
import type { RunOptions } from './options.ts';

/** The models that write and embed the texts of a run. */
export interface TextModels {
  readonly embedder: EmbeddingModel;
  /** Absent where the offline writers are used. */
  readonly chat?: ChatModel;
  close(): Promise<void>;
}

/**
 * Makes the models that the options name, and asks their servers for them: one that is down or lacks a model is found
 * out before any work.
 *
 * @throws HnlmError `LLM_UNREACHABLE`, `LLM_MODEL_MISSING`, `OPTIONAL_MISSING`
 */
export async function openTextModels(
  options: Pick<RunOptions, 'embedder' | 'llm'>,
  signal: AbortSignal,
): Promise<TextModels> {
  const embedder = createEmbedder(options.embedder);
  const chat = options.llm === undefined ? undefined : createChatModel(options.llm);
  await chat?.identity({ signal });
  await embedder.identity({ signal });
  return {
    embedder,
    ...(chat && { chat }),
    async close() {
      // The sentence encoder holds worker threads; other encoders hold nothing.
      if ('close' in embedder && typeof embedder.close === 'function') await embedder.close();
    },
  };
}

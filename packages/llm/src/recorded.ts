import { HnlmError } from '@hnlm/core';
import type { ChatModel, ModelIdentity } from './chat-model.ts';
import type { EmbeddingModel } from './embedding-model.ts';

/** Options of {@link recorded} and {@link recordedEmbedder}. */
export interface RecordedOptions {
  /** The model whose answers were recorded, as it names itself: part of the ledger's keys. */
  readonly identity: ModelIdentity;
}

/**
 * Makes a chat model that answers nothing by itself: with it, `generateAll` replays a ledger, and what the ledger does not
 * hold is an error instead of a request.
 *
 * @throws HnlmError its `generate`: `LLM_NOT_RECORDED`
 * @example
 * ```ts
 * const model = recorded({ identity: { provider: 'ollama', model: 'llama3.1:8b', digest } });
 * const generations = await generateAll({ model, ledger, task, prompts });
 * ```
 */
export function recorded({ identity }: RecordedOptions): ChatModel {
  return {
    identity: async () => identity,
    async generate(_request, { signal } = {}) {
      signal?.throwIfAborted();
      throw notRecorded('this prompt', identity);
    },
  };
}

/**
 * Makes a text encoder that only an embedding cache answers for, in `embedAll`.
 *
 * @throws HnlmError its `embed`: `LLM_NOT_RECORDED`
 */
export function recordedEmbedder({ identity }: RecordedOptions): EmbeddingModel {
  return {
    identity: async () => identity,
    async embed(texts, { signal } = {}) {
      signal?.throwIfAborted();
      if (texts.length === 0) return [];
      throw notRecorded(`${texts.length} texts`, identity);
    },
  };
}

function notRecorded(what: string, identity: ModelIdentity): HnlmError {
  return new HnlmError(`no answer of ${identity.model} to ${what} is recorded`, {
    code: 'LLM_NOT_RECORDED',
    hint: 'Prompts, task, options and model must be those of the recorded run; else ask a model.',
    evidence: { provider: identity.provider, model: identity.model },
  });
}

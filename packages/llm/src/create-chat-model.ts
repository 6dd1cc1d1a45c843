import { HnlmError } from '@hnlm/core';
import type { ChatModel } from './chat-model.ts';
import { parseModelName } from './model-name.ts';
import { ollama } from './ollama-chat-model.ts';

/**
 * Makes a chat model from its name on a command line: `ollama:MODEL`.
 *
 * @throws HnlmError `LLM_PROVIDER_UNKNOWN`, `LLM_MODEL_NAME`
 * @example
 * ```ts
 * const model = createChatModel('ollama:llama3.1:8b');
 * ```
 */
export function createChatModel(name: string): ChatModel {
  const { model } = parseModelName(name, ['ollama']);
  if (model === '') throw modelMissing(name, 'ollama:llama3.1:8b');
  return ollama({ model });
}

/** Reports a name that stops after the provider. */
export function modelMissing(name: string, example: string): HnlmError {
  return new HnlmError(`the model name "${name}" names no model`, {
    code: 'LLM_MODEL_NAME',
    hint: `Write for instance ${example}.`,
    evidence: { name },
  });
}

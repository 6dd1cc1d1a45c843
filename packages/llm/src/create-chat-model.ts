import type { ChatModel } from './chat-model.ts';
import { parseModelName } from './model-name.ts';
import { ollama } from './ollama-chat-model.ts';

/**
 * Makes a chat model from its name on a command line: `ollama:MODEL`.
 *
 * @throws HnlmError `LLM_PROVIDER_UNKNOWN`, `LLM_MODEL_NAME`, `LLM_HOST`
 * @example
 * ```ts
 * const model = createChatModel('ollama:llama3.1:8b');
 * ```
 */
export function createChatModel(name: string): ChatModel {
  return ollama({ model: parseModelName(name, { ollama: 'llama3.1:8b' }).model });
}

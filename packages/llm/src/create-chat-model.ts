import type { ChatModel } from './chat-model.ts';
import { parseModelName } from './model-name.ts';
import { ollama } from './ollama-chat-model.ts';
import { type OpenAICompatibleOptions, openAICompatible } from './openai-chat-model.ts';
import { transformers } from './transformers-chat-model.ts';

/** What a name cannot say. */
export interface CreateModelOptions {
  /** Lets texts be sent to a server on another machine; `false` by default. */
  readonly allowRemote?: boolean;
  /** Folder of models for `transformers`; without it they come from the hub. */
  readonly localModelPath?: string;
}

/** What a name cannot say of a chat model; the last three are for servers that speak OpenAI's protocol. */
export interface CreateChatModelOptions
  extends CreateModelOptions,
    Pick<OpenAICompatibleOptions, 'schemaForm' | 'maxTokensField' | 'extra'> {}

/**
 * Makes a chat model from its name on a command line: `ollama:MODEL`, `openai:MODEL` for any server that speaks OpenAI's
 * protocol (its address in `OPENAI_BASE_URL`, its key in `OPENAI_API_KEY`), `transformers:MODEL` for one in this process.
 *
 * @throws HnlmError `LLM_PROVIDER_UNKNOWN`, `LLM_MODEL_NAME`, `LLM_HOST`, `LLM_REMOTE`
 * @example
 * ```ts
 * const model = createChatModel('ollama:llama3.1:8b');
 * ```
 */
export function createChatModel(
  name: string,
  { allowRemote, localModelPath, ...openAI }: CreateChatModelOptions = {},
): ChatModel {
  const examples = {
    ollama: 'llama3.1:8b',
    openai: 'gpt-4o-mini',
    transformers: 'onnx-community/Qwen2.5-0.5B-Instruct',
  };
  const { provider, model } = parseModelName(name, examples);
  if (provider === 'openai') return openAICompatible({ ...openAI, model, allowRemote });
  if (provider === 'transformers') return transformers({ model, localModelPath });
  return ollama({ model, allowRemote });
}

import { HnlmError } from '@hnlm/core';
import {
  type ChatModel,
  createChatModel,
  createEmbedder,
  type EmbeddingModel,
  parseModelName,
  recorded,
} from '@hnlm/llm';
import { sameFamily } from '@hnlm/semantic-neg';
import type { RunOptions } from '../options.ts';
import type { TextSettings } from './text-settings.ts';

/** What of the options says which models there are. */
type ModelOptions = Pick<RunOptions, 'embedder' | 'llm' | 'texts' | 'asking'>;

/** The models that write, judge and embed the texts of a run. */
export interface TextModels {
  readonly embedder: EmbeddingModel;
  /** Absent where the offline writers are used. */
  readonly chat?: ChatModel;
  /** Absent where nobody judges the negatives. */
  readonly judge?: ChatModel;
  close(): Promise<void>;
}

/**
 * Makes a chat model by its name; contacts nobody.
 *
 * @throws HnlmError `LLM_PROVIDER_UNKNOWN`, `LLM_MODEL_NAME`, `LLM_HOST`, `LLM_REMOTE`
 */
export function makeChatModel(name: string, { server = {} }: TextSettings, allowRemote: boolean): ChatModel {
  const { modelPath: localModelPath, schemaForm, maxTokensField, extra } = server;
  return naming(() =>
    createChatModel(name, { allowRemote, localModelPath, schemaForm, maxTokensField, extra }),
  );
}

/**
 * Makes the models that the options name; contacts nobody.
 *
 * @throws HnlmError as {@link makeChatModel}
 */
export function makeModels({ embedder: name, llm, texts, asking }: ModelOptions): TextModels {
  const { allowRemote, by } = asking;
  const chatModel = (name: string): ChatModel =>
    by.kind === 'files' ? modelOfFiles(name) : makeChatModel(name, texts, allowRemote);
  const localModelPath = texts.server?.modelPath;
  const embedder = naming(() => createEmbedder(name, { allowRemote, localModelPath }));
  return {
    embedder,
    ...(llm !== undefined && { chat: chatModel(llm) }),
    ...(texts.filters?.judge && { judge: chatModel(texts.filters.judge.model) }),
    async close() {
      // The sentence encoder holds worker threads; other encoders hold nothing.
      if ('close' in embedder && typeof embedder.close === 'function') await embedder.close();
    },
  };
}

/** Names the option of the command line in place of that of the package. */
function naming<T>(make: () => T): T {
  try {
    return make();
  } catch (error) {
    if (!HnlmError.isInstance(error) || error.code !== 'LLM_REMOTE') throw error;
    const hint = 'Prompts hold reviews and histories. Add --allow-remote to send them there.';
    throw new HnlmError(error.message, { code: error.code, hint, evidence: error.evidence });
  }
}

/** Files are answered by a server that need not be there now; its name is all that the ledger knows of it. */
function modelOfFiles(name: string): ChatModel {
  const { model } = parseModelName(name, { openai: 'Qwen/Qwen3-8B' });
  return recorded({ identity: { provider: 'openai-compatible', model } });
}

/**
 * Makes the models and asks their servers for them: one that is down or lacks a model, and a judge that may not judge,
 * are found out before any work.
 *
 * @throws HnlmError `LLM_UNREACHABLE`, `LLM_MODEL_MISSING`, `OPTIONAL_MISSING`, `JUDGE_RELATED`
 */
export async function openTextModels(options: ModelOptions, signal: AbortSignal): Promise<TextModels> {
  const models = makeModels(options);
  const { chat, judge, embedder } = models;
  const writer = await chat?.identity({ signal });
  const judging = await judge?.identity({ signal });
  const allowed = options.texts.filters?.judge?.allowRelated ?? false;
  if (writer && judging && !allowed && sameFamily(writer.model, judging.model)) {
    throw new HnlmError(`the judge "${judging.model}" is of the family of "${writer.model}", which writes`, {
      code: 'JUDGE_RELATED',
      hint: 'Judge with a model of another family, or set filters.judge.allowRelated; the report says so.',
    });
  }
  await embedder.identity({ signal });
  return models;
}

import { type AskContext, askContext } from './ask.ts';
import type { ModelIdentity } from './chat-model.ts';
import type { GenerationTask, Prompt } from './generation-task.ts';
import type { Ledger } from './ledger.ts';
import { identityOf, type OpenAIRequestOptions } from './openai-format.ts';

/** What an export of requests and the import of their results must have in common. */
export interface BatchContext<T> extends Pick<OpenAIRequestOptions, 'schemaForm' | 'extra'> {
  readonly ledger: Ledger;
  readonly task: GenerationTask<T>;
  readonly prompts: readonly Prompt[];
  /** Name of the model, as it goes into the requests. */
  readonly model: string;
  /**
   * Part of the ledger's keys; by default that of `openAICompatible` with the same `model`, `schemaForm` and `extra`, so that
   * both share a ledger.
   */
  readonly identity?: ModelIdentity;
}

/** Completes the context of a batch, and leaves out repeated prompts. */
export function batchContext<T>(
  batch: BatchContext<T>,
  retryFailed: boolean,
): { context: AskContext<T>; prompts: Prompt[] } {
  const { ledger, task, identity = identityOf(batch) } = batch;
  const context = askContext({ identity, ledger, task, retryFailed });
  const prompts = [...new Map(batch.prompts.map((prompt) => [prompt.user, prompt])).values()];
  return { context, prompts };
}

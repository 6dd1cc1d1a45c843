import type { Model } from '@hnlm/core';
import type { Asker, ChatModel, EmbeddingModel, Ledger } from '@hnlm/llm';
import type { Asking } from '../asking/asking.ts';
import type { LoadedData } from '../load-data.ts';
import type { RunOptions } from '../options.ts';
import type { Progress } from '../run/progress.ts';
import type { TextModels } from './text-models.ts';

/** What steps are given to ask a language model. */
export interface AskedModel {
  readonly model: ChatModel;
  readonly ledger: Ledger;
  readonly ask: Asker;
}

/** What every step of making texts is given. */
export interface TextWork {
  readonly loaded: LoadedData;
  readonly options: RunOptions;
  readonly embedder: EmbeddingModel;
  /** Writes; absent where the offline writers do. */
  readonly writer?: AskedModel;
  readonly judge?: AskedModel;
  /** Called when a stage has given all its prompts; see {@link Asking}. */
  settle(): Promise<void>;
  /** Returns a recommender that was trained without texts; absent in a dry run, which trains nothing. */
  readonly guide?: () => Promise<Model>;
  readonly progress: Progress;
  /** Ends all work but that of language models, which have their own way to end. */
  readonly signal: AbortSignal;
}

/** Puts the work together. */
export function textWork(
  shared: Pick<TextWork, 'loaded' | 'options' | 'progress' | 'signal' | 'guide'>,
  { embedder, chat, judge }: TextModels,
  { ask, settle }: Asking,
  ledger: Ledger | undefined,
): TextWork {
  return {
    ...shared,
    embedder,
    ...(chat && ledger && { writer: { model: chat, ledger, ask } }),
    ...(judge && ledger && { judge: { model: judge, ledger, ask } }),
    settle,
  };
}

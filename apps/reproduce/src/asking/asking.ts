import type { Asker } from '@hnlm/llm';

/** How the prompts of a run get their answers. */
export interface Asking {
  /** Given to the steps that ask a model. Prompts that are answered elsewhere come back as failed. */
  readonly ask: Asker;
  /**
   * Called when a stage has given all its prompts, before another builds on the answers.
   *
   * @throws EndOfRun if some are answered elsewhere
   */
  settle(): Promise<void>;
}

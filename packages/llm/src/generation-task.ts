import type { ZodType } from 'zod';

/** One question to a model: data only, as JSON; the instructions are the task's. */
export interface Prompt {
  /** The user message: JSON text. Prompts with the same text are asked once. */
  readonly user: string;
}

/** What a model is asked to do with each prompt, and how its replies are judged. */
export interface GenerationTask<T> {
  readonly name: string;
  /**
   * Raise it when the meaning of the replies changes otherwise than by the texts below, which are hashed
   * anyway.
   */
  readonly version: string;
  /** Shape of a reply; strict objects keep invented fields out. */
  readonly schema: ZodType<T>;
  /** Instructions: the system message. */
  readonly system: string;
  /** 0 by default. */
  readonly temperature?: number;
  /** Most tokens of a reply. */
  readonly maxTokens?: number;
  /**
   * Context window to ask for, in tokens; keep it the same over a run, since a server reloads the model for
   * another.
   */
  readonly contextTokens?: number;
  /**
   * Returns what is wrong with a reply of the right shape, or `undefined`. A pure function of its arguments.
   * The text goes into the instructions of the next attempt, so it must not quote data from the prompt or the
   * reply.
   */
  check?(value: T, prompt: Prompt): string | undefined;
  /**
   * Says whether the model declined to answer, in the form that the instructions offer; checked before
   * `check`.
   */
  abstained?(value: T): boolean;
}

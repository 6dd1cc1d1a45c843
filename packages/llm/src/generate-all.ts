import { ask } from './ask.ts';
import type { ChatModel } from './chat-model.ts';
import { forEachBounded } from './for-each-bounded.ts';
import type { Generation } from './generation.ts';
import type { GenerationTask, Prompt } from './generation-task.ts';
import type { Ledger } from './ledger.ts';
import { responseSchema } from './response-schema.ts';

/** Progress of {@link generateAll}; counts are of distinct prompts. */
export interface GenerationEvent {
  readonly type: 'generated';
  readonly done: number;
  readonly total: number;
  /** Of `done`: answered from the ledger alone. */
  readonly fromLedger: number;
  readonly failed: number;
  readonly abstained: number;
}

/** Options of {@link generateAll}. */
export interface GenerateAllOptions<T> {
  readonly model: ChatModel;
  readonly ledger: Ledger;
  readonly task: GenerationTask<T>;
  readonly prompts: readonly Prompt[];
  /** Requests under way at a time; 4 by default. A server with fewer slots queues them. */
  readonly concurrency?: number;
  /** Asks anew for prompts whose stored replies were all unusable; `false` by default. */
  readonly retryFailed?: boolean;
  readonly signal?: AbortSignal;
  readonly onEvent?: (event: GenerationEvent) => void;
}

/**
 * Asks a model all prompts of a task, and returns what became of each, in their order. What is in the ledger
 * is not asked again, the same prompt is asked once, and an answer is on the disk before it counts: a run
 * that was killed goes on where it stopped and ends with the same result. A reply that cannot be used is
 * asked for again at most twice, with a new seed and a word on what was wrong; a busy or lost server is tried
 * again for about a minute.
 *
 * @throws HnlmError what the model throws and repeating does not help, for instance `LLM_UNREACHABLE`,
 *   `LLM_MODEL_MISSING`, `LLM_REQUEST`.
 * @throws the signal's reason when it aborts; requests under way are cancelled.
 * @example
 * ```ts
 * const task = {
 *   name: 'colour',
 *   version: '1',
 *   system: 'The user message is JSON about a product. Reply with its likely colour as {"colour": "..."}.',
 *   schema: z.strictObject({ colour: z.string().min(1) }),
 * };
 * const prompts = titles.map((title) => ({ user: JSON.stringify({ title }) }));
 * const generations = await generateAll({ model: ollama({ model: 'llama3.1:8b' }), ledger, task, prompts });
 * ```
 */
export async function generateAll<T>(options: GenerateAllOptions<T>): Promise<Generation<T>[]> {
  const { model, ledger, task, prompts, concurrency = 4, retryFailed = false, signal, onEvent } = options;
  if (prompts.length === 0) return [];
  const schema = responseSchema(task.schema);
  const identity = await model.identity({ signal });
  const context = { model, identity, ledger, task, schema, retryFailed };
  const distinct = new Map(prompts.map((prompt) => [prompt.user, prompt]));
  const generations = new Map<string, Generation<T>>();
  const counts = { fromLedger: 0, failed: 0, abstained: 0 };

  await forEachBounded([...distinct.values()], concurrency, signal, async (prompt, either) => {
    const { generation, fromLedger } = await ask(context, prompt, either);
    generations.set(prompt.user, generation);
    if (fromLedger) counts.fromLedger++;
    if (generation.status !== 'ok') counts[generation.status]++;
    onEvent?.({ type: 'generated', done: generations.size, total: distinct.size, ...counts });
  });
  return prompts.map((prompt) => generations.get(prompt.user)!);
}

import { type Asker, type ChatModel, type DryRun, dryRun, type Shard, type TokenPrice } from '@hnlm/llm';
import type { Asking } from './asking.ts';
import { standIn } from './stand-in.ts';
import { taskWords } from './task-words.ts';

/** What one task would ask for. */
export interface CountedTask extends Omit<DryRun<unknown>, 'generations' | 'isEstimate'> {
  readonly what: string;
}

/** Answers nothing, and counts what would be asked: {@link Asking} of a dry run. */
export interface Counting extends Asking {
  readonly tasks: readonly CountedTask[];
}

/** Counts requests, task by task. What the ledger does not have is stood in for, so that later stages can be counted. */
export function countRequests(options: {
  readonly retryFailed: boolean;
  readonly shard?: Shard;
  readonly priceOf: (model: ChatModel) => TokenPrice | undefined;
  readonly signal: AbortSignal;
}): Counting {
  const { retryFailed, shard, priceOf, signal } = options;
  const tasks: CountedTask[] = [];
  const ask: Asker = async (asked) => {
    const { model, task, prompts } = asked;
    const price = priceOf(model);
    const run = await dryRun({
      ...asked,
      retryFailed,
      signal,
      ...(shard && { shard }),
      ...(price && { price }),
    });
    const { generations, isEstimate: _, ...counted } = run;
    tasks.push({ what: taskWords(task), ...counted });
    return prompts.map((prompt, n) => generations[n] ?? standIn(task, prompt));
  };
  return { ask, tasks, async settle() {} };
}

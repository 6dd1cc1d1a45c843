import {
  type Asker,
  type Budget,
  type ChatModel,
  dryRun,
  type GenerationEvent,
  generateAll,
  type Shard,
} from '@hnlm/llm';
import { EndOfRun } from '../end-of-run.ts';
import type { Interrupt } from '../interrupt.ts';
import { formatCount } from '../report/format.ts';
import type { Progress } from '../run/progress.ts';
import type { Asking } from './asking.ts';
import type { AskingOptions } from './asking-options.ts';
import { describeProgress } from './describe-progress.ts';
import { taskWords } from './task-words.ts';
import { isTooMany, tooManyFailures } from './too-many-failures.ts';

/** What {@link askModel} needs. */
export interface AskModelOptions
  extends Pick<AskingOptions, 'concurrency' | 'maxFailureRate' | 'retryFailed'> {
  readonly shard?: Shard;
  /** How long to go on while the server does nothing but fail, in ms. */
  readonly patience?: number;
  /** What is left of the budget of the run, at the price of a model. */
  readonly budgetOf: (model: ChatModel) => Budget;
  readonly interrupt: Interrupt;
  readonly progress: Progress;
}

/** Lets the models answer: the prompts of this machine's shard, or all. */
export function askModel(options: AskModelOptions): Asking {
  const { concurrency, retryFailed, maxFailureRate, shard, patience, budgetOf, interrupt, progress } =
    options;
  let elsewhere = 0;

  const ask: Asker = async (asked) => {
    const what = taskWords(asked.task);
    const hopeless = new AbortController();
    let last: GenerationEvent | undefined;
    const run = generateAll({
      ...asked,
      concurrency,
      retryFailed,
      patience,
      ...(shard && { shard }),
      budget: budgetOf(asked.model),
      gate: interrupt.gate,
      drain: AbortSignal.any([interrupt.drain, hopeless.signal]),
      signal: interrupt.cancel,
      onEvent(event) {
        if (event.waiting !== last?.waiting) {
          const { waiting } = event;
          progress.line(waiting ? `  waiting for the server: ${waiting}` : '  the server answers again');
        }
        last = event;
        progress.update(describeProgress(event), what);
        if (isTooMany(event, maxFailureRate)) hopeless.abort(hopeless);
      },
    });
    const generations = await run.catch((error) => {
      if (error !== hopeless) throw error;
    });
    if (!generations || hopeless.signal.aborted)
      throw await tooManyFailures(asked, what, maxFailureRate, last!);
    if (last && last.failed > 0)
      progress.line(
        `  note: ${formatCount(last.failed)} of ${formatCount(last.total)} ${what} have no usable reply`,
      );
    if (shard) elsewhere += (await dryRun(asked)).requests;
    return generations;
  };

  return {
    ask,
    async settle() {
      if (elsewhere === 0 || !shard) return;
      const rest = `${formatCount(elsewhere)} requests of this stage are left to the other machines`;
      throw new EndOfRun(
        `Shard ${shard.index}/${shard.count} is done as far as it goes: ${rest}.\n` +
          'When all are done, bring their ledgers together with merge-ledgers, and run the same command again.',
        0,
      );
    },
  };
}

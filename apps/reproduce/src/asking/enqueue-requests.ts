import { type Asker, askIdentity, dryRun } from '@hnlm/llm';
import { enqueuePrompts } from '@hnlm/llm/bullmq';
import { EndOfRun } from '../end-of-run.ts';
import { formatCount } from '../report/format.ts';
import { answeredElsewhere } from './answered-elsewhere.ts';
import type { Asking } from './asking.ts';
import { queueOf, redisAt } from './queue.ts';
import { taskWords } from './task-words.ts';

/** Puts requests into queues on Redis, one for each model and task, for workers to answer. */
export function enqueueRequests(options: {
  readonly url: string;
  readonly retryFailed: boolean;
  readonly signal: AbortSignal;
}): Asking {
  const { url, retryFailed, signal } = options;
  const queued: string[] = [];
  const ask: Asker = async (asked) => {
    const { model, task, prompts } = asked;
    const { generations } = await dryRun({ ...asked, retryFailed, signal });
    const open = prompts.filter((_, n) => generations[n] === undefined);
    if (open.length > 0) {
      const queue = queueOf(await askIdentity(model, signal), task);
      const { jobs } = await enqueuePrompts({ connection: await redisAt(url), queue, task, prompts: open });
      queued.push(`  ${formatCount(open.length)} prompts in ${formatCount(jobs)} jobs: ${taskWords(task)}`);
    }
    return answeredElsewhere(asked, generations);
  };
  return {
    ask,
    async settle() {
      if (queued.length === 0) return;
      throw new EndOfRun(
        [
          'In the queue:',
          ...queued,
          'When workers have answered them, bring their ledgers together with merge-ledgers, and run the same command again.',
        ].join('\n'),
        0,
      );
    },
  };
}

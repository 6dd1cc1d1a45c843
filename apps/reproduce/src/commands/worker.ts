import { join } from 'node:path';
import { type GenerationTask, openLedger } from '@hnlm/llm';
import { type QueueWorker, startQueueWorker } from '@hnlm/llm/bullmq';
import { profileTask } from '@hnlm/llm-profile';
import { conceptTask, draftTask, hardNegativeTask, judgeTask, reflectionTask } from '@hnlm/semantic-neg';
import { parseQueue } from '../asking/asking-options.ts';
import { queueOf, redisAt } from '../asking/queue.ts';
import { taskWords } from '../asking/task-words.ts';
import type { Action } from '../program.ts';
import { formatCount } from '../report/format.ts';
import { createProgress } from '../run/progress.ts';
import { readTextSettings } from '../texts/read-text-settings.ts';
import { makeChatModel } from '../texts/text-models.ts';
import { wholeNumber } from '../usage.ts';

/** Options of a worker as the command line gives them. */
export interface RawWorkerOptions {
  readonly queue: string;
  readonly llm: string;
  readonly texts?: string;
  readonly concurrency?: string;
  readonly storeRaw?: boolean;
  readonly allowRemote?: boolean;
  readonly out?: string;
}

/** Words that profiles have where the settings do not say otherwise. */
const usualWords = 100;

/**
 * Answers the queued requests of one model until it is interrupted; those under way are finished.
 *
 * @throws HnlmError `USAGE`, as the options are read
 */
export function answerQueue(raw: RawWorkerOptions): Action {
  const url = parseQueue(raw.queue);
  const settings = readTextSettings(raw.texts);
  const concurrency = wholeNumber('concurrency', raw.concurrency, 4);
  const { llm, storeRaw = true, allowRemote = false, out = 'runs' } = raw;
  const model = makeChatModel(llm, settings, allowRemote);
  const { maxWords = usualWords } = settings.profiles ?? {};
  const tasks = [
    profileTask('item', maxWords),
    profileTask('user', maxWords),
    conceptTask,
    hardNegativeTask,
    draftTask,
    reflectionTask,
    judgeTask,
  ] as readonly GenerationTask<unknown>[];

  return async ({ drain }) => {
    const progress = createProgress(process.stderr);
    const identity = await model.identity({ signal: drain });
    const connection = await redisAt(url);
    const ledger = await openLedger(join(out, 'ledger'), { raw: storeRaw });
    progress.stage(`answering the queue with ${llm}`);
    let answered = 0;
    const start = (task: GenerationTask<unknown>): Promise<QueueWorker> =>
      startQueueWorker({
        connection,
        queue: queueOf(identity, task),
        model,
        ledger,
        task,
        concurrency,
        onEvent({ done, total }) {
          answered++;
          progress.update(
            `${formatCount(answered)} answered; ${taskWords(task)}: ${done} of the ${total} of a job`,
          );
        },
      });
    const workers = await Promise.all(tasks.map(start));
    try {
      const interrupted = new Promise<void>((resolve) => drain.addEventListener('abort', () => resolve()));
      await Promise.race([interrupted, ...workers.map(({ ended }) => ended)]);
    } finally {
      await Promise.all(workers.map((worker) => worker.close()));
      await ledger.close();
    }
    progress.end();
    progress.line(`${formatCount(answered)} prompts answered; the answers are in ${join(out, 'ledger')}.`);
  };
}

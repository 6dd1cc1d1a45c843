import { type Budget, type ChatModel, createBudget } from '@hnlm/llm';
import type { Interrupt } from '../interrupt.ts';
import type { RunOptions } from '../options.ts';
import type { Progress } from '../run/progress.ts';
import type { TextModels } from '../texts/text-models.ts';
import { askModel } from './ask-model.ts';
import type { Asking } from './asking.ts';
import { enqueueRequests } from './enqueue-requests.ts';
import { readResults } from './read-results.ts';
import { writeRequests } from './write-requests.ts';

/** Chooses how the prompts of a run are answered, as its options say. */
export function openAsking(
  { asking: options, texts }: Pick<RunOptions, 'asking' | 'texts'>,
  { models, interrupt, progress }: { models: TextModels; interrupt: Interrupt; progress: Progress },
): { asking: Asking; budget: Budget } {
  const { by, retryFailed, results: files } = options;
  const { server = {}, filters } = texts;
  const budget = createBudget(options.limits);
  const judgePrice = filters?.judge?.price;
  const budgetOf = (model: ChatModel) =>
    judgePrice && model === models.judge ? budget.at(judgePrice) : budget;
  const signal = interrupt.drain;

  function answering(): Asking {
    switch (by.kind) {
      case 'files':
        return writeRequests({ ...server, folder: by.folder, retryFailed, signal });
      case 'queue':
        return enqueueRequests({ url: by.url, retryFailed, signal });
      default: {
        const { patienceMinutes } = server;
        const patience = patienceMinutes && patienceMinutes * 60_000;
        const shard = by.shard && { shard: by.shard };
        return askModel({ ...options, ...shard, patience, budgetOf, interrupt, progress });
      }
    }
  }

  const asking = answering();
  return { asking: files.length > 0 ? readResults(asking, { files, progress, signal }) : asking, budget };
}

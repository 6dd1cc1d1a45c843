import { loadOptional } from '@hnlm/core';
import type { Queue } from 'bullmq';
import type { QueueOptions, ShardJob } from './bullmq-job.ts';
import { contentHash } from './content-hash.ts';
import type { GenerationTask, Prompt } from './generation-task.ts';

/** Options of {@link enqueuePrompts}. */
export interface EnqueueOptions<T> extends QueueOptions {
  readonly task: GenerationTask<T>;
  readonly prompts: readonly Prompt[];
  /** Prompts a job; 32 by default. 16 to 64 keep the queue short and lose little with a machine. */
  readonly shardSize?: number;
  /** How often a job is begun before it counts as failed; 5 by default. */
  readonly attempts?: number;
}

/** What {@link enqueuePrompts} put into the queue. */
export interface EnqueuedPrompts {
  readonly jobs: number;
  /** Distinct prompts. */
  readonly prompts: number;
}

/** Jobs sent to Redis at a time. */
const group = 1000;

/**
 * Puts prompts into a queue on Redis, for workers on any number of machines. The id of a job is the hash of what is in it, so
 * that a job that waits or runs is not put in twice, and one that had failed is tried again.
 *
 * @throws HnlmError `OPTIONAL_MISSING` if `bullmq` is not installed.
 * @example
 * ```ts
 * await enqueuePrompts({ connection: { host: 'queue.lan' }, task, prompts });
 * ```
 */
export async function enqueuePrompts<T>(options: EnqueueOptions<T>): Promise<EnqueuedPrompts> {
  const { connection, queue: name = 'hnlm', shardSize = 32 } = options;
  const { Queue } = await loadOptional('bullmq', () => import('bullmq'));
  const task = { name: options.task.name, version: options.task.version };
  const texts = [...new Set(options.prompts.map(({ user }) => user))];
  const jobs: ShardJob[] = [];
  for (let start = 0; start < texts.length; start += shardSize) {
    const prompts = texts.slice(start, start + shardSize);
    jobs.push({ key: contentHash({ task, prompts }), task, prompts });
  }
  const queue: Queue<ShardJob> = new Queue(name, { connection });
  try {
    for (let start = 0; start < jobs.length; start += group) {
      await add(queue, jobs.slice(start, start + group), options.attempts ?? 5);
    }
  } finally {
    await queue.close();
  }
  return { jobs: jobs.length, prompts: texts.length };
}

async function add(queue: Queue<ShardJob>, jobs: readonly ShardJob[], attempts: number): Promise<void> {
  const added = await queue.addBulk(
    jobs.map((data) => ({
      name: data.task.name,
      data,
      opts: {
        jobId: data.key,
        attempts,
        backoff: { type: 'exponential', delay: 1000, jitter: 1 },
        removeOnComplete: true,
      },
    })),
  );
  for (const job of added) if (await job.isFailed()) await job.retry('failed');
}

import { HnlmError, loadOptional } from '@hnlm/core';
import type { Worker } from 'bullmq';
import type { QueueOptions, ShardJob } from './bullmq-job.ts';
import type { ChatModel, ModelIdentity } from './chat-model.ts';
import { type GenerateAllOptions, generateAll } from './generate-all.ts';

/** Options of {@link startQueueWorker}. */
export interface QueueWorkerOptions<T>
  extends QueueOptions,
    Pick<GenerateAllOptions<T>, 'model' | 'ledger' | 'task' | 'concurrency' | 'patience' | 'onEvent'> {
  /** Jobs worked on at a time, each with `concurrency` requests; 1 by default. */
  readonly jobs?: number;
  /** After how long without a sign of life a worker counts as lost and its job goes to another, in ms; 30 s by default. */
  readonly lockDuration?: number;
}

/** A running worker. */
export interface QueueWorker {
  /** Resolves when the worker was closed; rejects when its model or ledger failed it. */
  readonly ended: Promise<void>;
  /** Takes no further jobs, finishes those under way, and ends. */
  close(): Promise<void>;
}

/**
 * Starts to work on the jobs of a queue. A job counts as done when its answers are in the ledger, so one whose worker was
 * lost is done again by another ("at least once"), which changes nothing: answers are stored by their content. Give each
 * machine a ledger of its own, and merge them with `mergeLedgers`. A worker whose model fails for longer than `patience` ends; its job goes
 * back to the queue.
 *
 * @throws HnlmError `OPTIONAL_MISSING` if `bullmq` is not installed.
 * @example
 * ```ts
 * const worker = await startQueueWorker({ connection: { host: 'queue.lan' }, model, ledger, task });
 * process.once('SIGTERM', () => worker.close());
 * await worker.ended;
 * ```
 */
export async function startQueueWorker<T>(options: QueueWorkerOptions<T>): Promise<QueueWorker> {
  const { connection, queue = 'hnlm', model, ledger, task, jobs = 1, lockDuration = 30_000 } = options;
  const { concurrency, patience, onEvent } = options;
  const { UnrecoverableError, Worker: BullWorker } = await loadOptional('bullmq', () => import('bullmq'));
  const { promise: ended, resolve, reject } = Promise.withResolvers<void>();
  ended.catch(() => {});
  const asking = { model: knownOnce(model), ledger, task, concurrency, patience, onEvent };

  const worker: Worker<ShardJob> = new BullWorker<ShardJob>(
    queue,
    async ({ data }) => {
      if (data.task.name !== task.name || data.task.version !== task.version) {
        const wanted = `${data.task.name} ${data.task.version}`;
        throw new UnrecoverableError(`this worker has no task ${wanted}, but ${task.name} ${task.version}`);
      }
      try {
        await generateAll({ ...asking, prompts: data.prompts.map((user) => ({ user })) });
      } catch (error) {
        reject(error);
        // Its other jobs are waited for, so not from within one of them.
        void close();
        throw error;
      }
    },
    // Commands wait for a Redis that restarts; BullMQ asks for it.
    { connection: waiting(connection), concurrency: jobs, lockDuration, stalledInterval: lockDuration },
  );
  // Lost connections are mended by the client; without a listener they would end the process.
  worker.on('error', () => {});

  let closing: Promise<void> | undefined;
  function close(): Promise<void> {
    closing ??= worker.close().then(resolve, reject);
    return closing;
  }
  return { ended, close };
}

/** Each job would ask for the identity again, and one moment without an answer would end the worker. */
function knownOnce(model: ChatModel): ChatModel {
  let known: ModelIdentity | undefined;
  return {
    async identity(options) {
      known ??= await model.identity(options);
      return known;
    },
    generate: (request, options) => model.generate(request, options),
  };
}

function waiting(connection: QueueOptions['connection']): QueueOptions['connection'] {
  if (typeof connection !== 'object' || connection === null) {
    throw new HnlmError('the connection is no object', {
      code: 'LLM_QUEUE',
      hint: 'Give { host, port }, { url } or { path }.',
    });
  }
  // A plain object of options, not a client.
  return Object.getPrototypeOf(connection) === Object.prototype
    ? { ...connection, maxRetriesPerRequest: null }
    : connection;
}

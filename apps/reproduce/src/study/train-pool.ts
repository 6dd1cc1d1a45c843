import { availableParallelism } from 'node:os';
import { Worker } from 'node:worker_threads';
import { HnlmError } from '@hnlm/core';
import type { Protocol } from './protocol.ts';
import type { StudyData } from './study-data.ts';
import type { TrainingReply, WorkerMessage } from './train-worker.ts';
import type { TrainingSpec } from './training-spec.ts';

/** Trains models in worker threads, as many at once as there may be workers. */
export interface TrainPool {
  train(spec: TrainingSpec, onEpoch?: (epoch: number, value: number) => void): Promise<TrainingReply>;
  /** Ends the threads; trainings that are under way or waiting are rejected. */
  close(): Promise<void>;
}

interface Job {
  readonly spec: TrainingSpec;
  readonly onEpoch: ((epoch: number, value: number) => void) | undefined;
  readonly resolve: (reply: TrainingReply) => void;
  readonly reject: (error: unknown) => void;
}

/**
 * Makes a pool whose threads start when they are needed. A worker trains one model at a time, so results do not depend
 * on how many there are. After a thread died, all trainings are rejected.
 */
export function startTrainPool(options: {
  data: StudyData;
  protocol: Protocol;
  workers: number;
  signal?: AbortSignal;
}): TrainPool {
  const { data, protocol, workers: most, signal } = options;
  const workers: Worker[] = [];
  const idle: Worker[] = [];
  const waiting: Job[] = [];
  const running = new Map<Worker, Job>();
  let ended: { readonly reason: unknown } | undefined;
  // Trainings side by side share the cores.
  const threads = Math.max(1, Math.floor(availableParallelism() / most));

  function start(): Worker {
    const worker = new Worker(new URL('./train-worker.ts', import.meta.url), {
      workerData: { data, protocol, threads },
    });
    worker.on('message', (message: WorkerMessage) => receive(worker, message));
    worker.on('error', end);
    worker.on('exit', (code) => end(new Error(`a training worker ended with code ${code}`)));
    workers.push(worker);
    return worker;
  }

  function next(): void {
    while (waiting.length > 0) {
      const worker = idle.pop() ?? (workers.length < most ? start() : undefined);
      if (!worker) return;
      const job = waiting.shift() as Job;
      running.set(worker, job);
      worker.postMessage(job.spec);
    }
  }

  function receive(worker: Worker, message: WorkerMessage): void {
    const job = running.get(worker);
    if (message.type === 'epoch') {
      job?.onEpoch?.(message.epoch, message.value);
      return;
    }
    running.delete(worker);
    idle.push(worker);
    if (message.type === 'trained') job?.resolve(message.reply);
    else {
      const { code, hint } = message;
      job?.reject(new HnlmError(message.message, { code, ...(hint !== undefined && { hint }) }));
    }
    if (!ended) next();
  }

  function end(reason: unknown): void {
    ended ??= { reason };
    for (const job of [...running.values(), ...waiting.splice(0)]) job.reject(ended.reason);
    running.clear();
  }

  async function close(): Promise<void> {
    end(new Error('the training pool was closed'));
    signal?.removeEventListener('abort', abort);
    await Promise.all(workers.map((worker) => worker.terminate()));
  }

  function abort(): void {
    end(signal?.reason);
    void close();
  }
  if (signal?.aborted) end(signal.reason);
  signal?.addEventListener('abort', abort);

  return {
    train: (spec, onEpoch) =>
      new Promise((resolve, reject) => {
        if (ended) return reject(ended.reason);
        waiting.push({ spec, onEpoch, resolve, reject });
        next();
      }),
    close,
  };
}

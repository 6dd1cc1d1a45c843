import { Worker } from 'node:worker_threads';
import { HnlmError } from '@hnlm/core';
import type { Protocol } from './protocol.ts';
import type { StudyData } from './study-data.ts';
import type { TrainingReply, WorkerMessage } from './train-worker.ts';
import type { TrainingSpec } from './training-spec.ts';

/** Trains models in worker threads, as many at once as there are workers. */
export interface TrainPool {
  train(spec: TrainingSpec, onEpoch?: (epoch: number, value: number) => void): Promise<TrainingReply>;
  close(): Promise<void>;
}

interface Job {
  readonly spec: TrainingSpec;
  readonly onEpoch: ((epoch: number, value: number) => void) | undefined;
  readonly resolve: (reply: TrainingReply) => void;
  readonly reject: (error: unknown) => void;
}

/** Starts a pool. A worker trains one model at a time, so results do not depend on how many there are. */
export function startTrainPool(options: {
  data: StudyData;
  protocol: Protocol;
  workers: number;
  signal?: AbortSignal;
}): TrainPool {
  const { data, protocol, workers: count, signal } = options;
  const waiting: Job[] = [];
  const idle: Worker[] = [];
  const running = new Map<Worker, Job>();
  const workers = Array.from({ length: count }, () => {
    const worker = new Worker(new URL('./train-worker.ts', import.meta.url), {
      workerData: { data, protocol },
    });
    worker.on('message', (message: WorkerMessage) => receive(worker, message));
    worker.on('error', (error) => fail(error));
    worker.on('exit', (code) => {
      if (code !== 0 && !signal?.aborted) fail(new Error(`a training worker ended with code ${code}`));
    });
    return worker;
  });

  function next(): void {
    while (waiting.length > 0 && idle.length > 0) {
      const worker = idle.pop() as Worker;
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
    if (message.type === 'failed') {
      const { code, hint } = message;
      job?.reject(new HnlmError(message.message, { code, ...(hint !== undefined && { hint }) }));
    }
    next();
  }

  function fail(error: unknown): void {
    for (const job of [...running.values(), ...waiting.splice(0)]) job.reject(error);
    running.clear();
  }

  const close = async () => {
    await Promise.all(workers.map((worker) => worker.terminate()));
  };
  signal?.addEventListener('abort', () => {
    fail(signal.reason);
    void close();
  });

  return {
    train: (spec, onEpoch) =>
      new Promise((resolve, reject) => {
        if (signal?.aborted) return reject(signal.reason);
        waiting.push({ spec, onEpoch, resolve, reject });
        next();
      }),
    close,
  };
}

import { Worker } from 'node:worker_threads';

/** Worker threads that each take one job at a time, in the order of the calls. */
export interface WorkerPool<Job, Result> {
  run(job: Job, signal?: AbortSignal): Promise<Result>;
  /** Ends the threads; jobs that wait are rejected. */
  close(): Promise<void>;
}

interface Waiting<Job, Result> {
  readonly job: Job;
  resolve(result: Result): void;
  reject(error: unknown): void;
}

interface Thread<Job, Result> {
  readonly worker: Worker;
  current?: Waiting<Job, Result>;
}

/**
 * Starts threads from a file that answers each message with one. While no job is under way they do not keep
 * the process alive. A thread that dies fails its job and all later ones.
 */
export function workerPool<Job, Result>(file: URL, size: number): WorkerPool<Job, Result> {
  const queue: Waiting<Job, Result>[] = [];
  let failure: Error | undefined;

  function next(thread: Thread<Job, Result>): void {
    thread.current = queue.shift();
    if (!thread.current) {
      thread.worker.unref();
      return;
    }
    thread.worker.ref();
    thread.worker.postMessage(thread.current.job);
  }

  function fail(error: Error): void {
    failure ??= error;
    for (const { current } of threads) current?.reject(failure);
    for (const waiting of queue.splice(0)) waiting.reject(failure);
  }

  const threads = Array.from({ length: size }, () => {
    // Flags like --input-type are meant for the main script, and would stop a worker.
    const worker = new Worker(file, { execArgv: [] });
    const thread: Thread<Job, Result> = { worker };
    worker.on('message', (result: Result) => {
      thread.current?.resolve(result);
      next(thread);
    });
    worker.on('error', (error: unknown) => fail(error instanceof Error ? error : new Error(String(error))));
    worker.on('exit', () => fail(new Error('a worker thread ended')));
    // Last: listening for messages keeps the process alive again.
    worker.unref();
    return thread;
  });

  return {
    run(job, signal) {
      return new Promise<Result>((resolve, reject) => {
        if (failure) return reject(failure);
        if (signal?.aborted) return reject(signal.reason);
        const settle =
          <T>(then: (value: T) => void) =>
          (value: T) => {
            signal?.removeEventListener('abort', abort);
            then(value);
          };
        const waiting = { job, resolve: settle(resolve), reject: settle(reject) };
        const abort = () => {
          const place = queue.indexOf(waiting);
          if (place >= 0) queue.splice(place, 1);
          reject(signal?.reason);
        };
        signal?.addEventListener('abort', abort);
        queue.push(waiting);
        const idle = threads.find(({ current }) => !current);
        if (idle) next(idle);
      });
    },
    async close() {
      fail(new Error('the encoder was closed'));
      await Promise.all(threads.map(({ worker }) => worker.terminate()));
    },
  };
}

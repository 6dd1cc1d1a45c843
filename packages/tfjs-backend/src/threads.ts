import type { Worker as NodeWorker } from 'node:worker_threads';
import { HnlmError } from '@hnlm/core';
import { type ChunkSource, serve, takeChunks } from './thread-code.ts';

/** Most threads that may work on one kernel. */
export const mostThreads = 64;
/** Most arguments of a kernel beside its range and thread. */
const mostArguments = 64;
/** Where the numbers of the running job lie, as indices of 32-bit integers; each thread has a counter from `busy` on. */
const places = {
  job: 0,
  open: 1,
  next: 2,
  active: 3,
  kernel: 4,
  count: 5,
  grain: 6,
  arity: 7,
  failed: 8,
  busy: 9,
};

/**
 * A helper is taken for dead where no chunk was finished for so long, in milliseconds, plus so many times what the
 * calling thread took for its own chunks. It only matters where its death cannot be seen.
 */
const patience = { least: 5000, times: 4 };
/** Between two looks at threads that still work, in milliseconds. */
const lookEvery = 50;

/** The calling thread and its helpers, which share one memory. */
export interface Threads {
  readonly count: number;
  /** Chunks that each thread has computed so far, the calling thread first. */
  busy(): number[];
  /**
   * Runs an exported kernel over rows 0 to `count` in chunks, and returns when all are done.
   *
   * @throws HnlmError `WORKER_DIED`
   */
  run(kernel: string, count: number, args: readonly number[]): void;
  close(): void;
}

interface Helper {
  /** False once the thread has ended; it cannot be seen before the event loop ran once since the start. */
  alive(): boolean;
  stop(): void;
}

/** Makes `count` threads, of which `count - 1` are started at the first call of `run`. */
export function createThreads(
  count: number,
  memory: WebAssembly.Memory,
  module: WebAssembly.Module,
  kernels: Record<string, CallableFunction>,
): Threads {
  const names = WebAssembly.Module.exports(module).map(({ name }) => name);
  const table = names.map((name) => kernels[name]);
  let source = newJobs();
  let helpers: Helper[] | undefined;
  let death: unknown;

  /** Each set of helpers has numbers of its own: one that ends late cannot touch those of its successor. */
  function newJobs(): ChunkSource {
    const control = new Int32Array(new SharedArrayBuffer((places.busy + mostThreads) * 4));
    return { table, control, values: new Float64Array(new SharedArrayBuffer(mostArguments * 8)), places };
  }

  function start(): Helper[] {
    const onDeath = (cause: unknown) => {
      death ??= cause ?? new Error('it ended by itself');
    };
    return Array.from({ length: count - 1 }, (_, n) =>
      startHelper(
        { memory, module, control: source.control, values: source.values, places, slot: n + 1 },
        onDeath,
      ),
    );
  }

  function fail(cause: unknown): never {
    close();
    death = undefined;
    throw new HnlmError('a worker thread of the tensor backend died', {
      code: 'WORKER_DIED',
      hint: 'The result of this call is lost; the next one starts new threads. Set threads to 1 if it happens again.',
      cause,
    });
  }

  /** Waits until no helper works on the closed job any more, on which the calling thread worked so long. */
  function join(worked: number): void {
    const { control } = source;
    const limit = patience.least + patience.times * worked;
    let seen = -1;
    let quiet = 0;
    let before = performance.now();
    for (let spins = 0; ; spins++) {
      const active = Atomics.load(control, places.active);
      if (active === 0) return;
      if (spins < 2000 || !mayWait()) {
        if (spins % 1000 !== 999) continue;
      } else {
        Atomics.wait(control, places.active, active, lookEvery);
      }
      if (helpers?.some((helper) => !helper.alive())) fail(new Error('it ended during a kernel'));
      const done = control.subarray(places.busy).reduce((sum, chunks) => sum + chunks, 0);
      const now = performance.now();
      // The time between two looks counts no more than it should: a computer may have slept in between.
      quiet = done === seen ? quiet + Math.min(now - before, lookEvery) : 0;
      [seen, before] = [done, now];
      if (quiet > limit) fail(new Error(`no progress for ${Math.round(limit / 1000)} s`));
    }
  }

  function close(): void {
    for (const helper of helpers ?? []) helper.stop();
    if (helpers) source = newJobs();
    helpers = undefined;
  }

  let job = 0;
  return {
    count,
    close,
    busy: () => [...source.control.subarray(places.busy, places.busy + count)],
    run(kernel, rows, args) {
      if (death !== undefined) fail(death);
      helpers ??= start();
      const { control, values } = source;
      control[places.kernel] = names.indexOf(kernel);
      control[places.count] = rows;
      control[places.grain] = Math.max(1, Math.ceil(rows / (count * 4)));
      control[places.arity] = args.length;
      control[places.failed] = 0;
      values.set(args);
      Atomics.store(control, places.next, 0);
      // A helper that wakes late finds the job closed and goes back to sleep: nobody waits for it.
      job = (job % 0x3fffffff) + 1;
      Atomics.store(control, places.open, job);
      Atomics.store(control, places.job, job);
      Atomics.notify(control, places.job);
      const began = performance.now();
      try {
        takeChunks(source, 0);
      } finally {
        Atomics.store(control, places.open, 0);
        join(performance.now() - began);
      }
      if (control[places.failed] !== 0) fail(new Error(`kernel ${kernel} stopped in a worker`));
    },
  };
}

/** Whether the calling thread may block: not the page of a browser. */
function mayWait(): boolean {
  return typeof document === 'undefined';
}

function startHelper(data: Parameters<typeof serve>[0], onDeath: (cause: unknown) => void): Helper {
  const code = `const serve = ${serve}; const takeChunks = ${takeChunks};`;
  const node = globalThis.process?.getBuiltinModule?.('node:worker_threads');
  let ended = false;
  let stopped = false;
  const end = (cause: unknown) => {
    ended = true;
    if (!stopped) onDeath(cause);
  };
  if (node) {
    const run = `${code} serve(require('node:worker_threads').workerData, takeChunks);`;
    const worker: NodeWorker = new node.Worker(run, {
      eval: true,
      workerData: data,
      execArgv: [],
      env: {},
      name: 'hnlm kernels',
      stdin: false,
    });
    const idle = () => worker.performance.eventLoopUtilization().idle;
    // The first look notes when the thread began; one after its end would find nothing.
    worker.on('online', idle);
    worker.on('error', end);
    worker.on('exit', () => end(undefined));
    // Listeners hold the process; so this comes after them.
    worker.unref();
    return {
      // The exit event waits for the event loop, which a kernel blocks; the idle time of an ended thread is -1 at once.
      alive: () => !ended && idle() >= 0,
      stop() {
        stopped = true;
        void worker.terminate();
      },
    };
  }
  const url = URL.createObjectURL(
    new Blob([`${code} onmessage = ({ data }) => serve(data, takeChunks);`], { type: 'text/javascript' }),
  );
  const worker = new Worker(url, { name: 'hnlm kernels' });
  worker.onerror = (event) => end(new Error(event.message));
  worker.postMessage(data);
  return {
    alive: () => !ended,
    stop() {
      stopped = true;
      worker.terminate();
      URL.revokeObjectURL(url);
    },
  };
}

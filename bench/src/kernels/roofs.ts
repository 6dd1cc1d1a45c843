import { once } from 'node:events';
import { Worker } from 'node:worker_threads';
import type { RoofRequest } from './roof-thread.ts';

/** What this machine can do at most on some threads. */
export interface Roofs {
  /** Single-precision operations a second of SIMD code that stays in registers. */
  readonly flops: number;
  /** Bytes read and written a second by a copy, by how many bytes it touches in all: caches and memory. */
  readonly copy: readonly { readonly bytes: number; readonly perSecond: number }[];
}

const footprints = [2 ** 22, 2 ** 24, 2 ** 26, 2 ** 28];

/** Measures with all threads at once; they share the bytes. */
export async function measureRoofs(threads: number): Promise<Roofs> {
  const workers = Array.from(
    { length: threads },
    () =>
      new Worker(new URL('roof-thread.ts', import.meta.url), {
        execArgv: ['--disable-warning=ExperimentalWarning'],
      }),
  );
  const ask = async (request: RoofRequest): Promise<number> => {
    const answers = workers.map((worker) => once(worker, 'message'));
    for (const worker of workers) worker.postMessage(request);
    return (await Promise.all(answers)).reduce((sum, [rate]) => sum + rate, 0);
  };
  try {
    const flops = await ask({ kind: 'flops', milliseconds: 300 });
    const copy = [];
    for (const bytes of footprints) {
      copy.push({ bytes, perSecond: await ask({ kind: 'copy', bytes: bytes / threads, milliseconds: 200 }) });
    }
    return { flops, copy };
  } finally {
    await Promise.all(workers.map((worker) => worker.terminate()));
  }
}

/** The bandwidth of the largest copy, which no cache holds. */
export function memoryBandwidth(roofs: Roofs): number {
  return roofs.copy[roofs.copy.length - 1].perSecond;
}

/** The bandwidth of the measured copy whose size is nearest. */
export function bandwidthAt(roofs: Roofs, bytes: number): number {
  const distance = (one: { bytes: number }) => Math.abs(Math.log(one.bytes / bytes));
  return [...roofs.copy].sort((a, b) => distance(a) - distance(b))[0].perSecond;
}

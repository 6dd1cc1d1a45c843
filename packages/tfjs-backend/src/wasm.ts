import { HnlmError } from '@hnlm/core';
import { createHeap, type Heap } from './heap.ts';
import { binaries, type Kernels, type RangeKernel } from './kernels.generated.ts';
import { createThreads, mostThreads, type Threads } from './threads.ts';

/** How the kernels run. */
export interface ComputeOptions {
  /**
   * Threads that work on a kernel, the calling one included; default: one a core, and 1 in a page that is not
   * cross-origin isolated. The results are the same to the bit for any number.
   */
  readonly threads?: number;
  /**
   * Whether multiply and add may be rounded once where the processor can; default true. The last digits then depend on
   * the processor. Engines without relaxed SIMD run without it.
   */
  readonly relaxedSimd?: boolean;
}

/** What the kernels run on. */
export interface ComputeStatus {
  readonly threads: number;
  readonly relaxedSimd: boolean;
  /** Chunks of work that each thread has computed, the calling thread first. */
  readonly busy: readonly number[];
  /** Bytes of tensors in use. */
  readonly bytes: number;
}

type ArgumentsOf<K extends RangeKernel> =
  Parameters<Kernels[K]> extends [number, number, number, ...infer Rest extends number[]] ? Rest : never;

/** How much there is to do: `count` rows, and about how many floats are read or written in all. */
export interface Work {
  readonly count: number;
  readonly floats: number;
}

/** One instance of the kernels with the memory that they work on. */
export interface Wasm {
  readonly heap: Heap;
  /** The kernels on the calling thread. */
  readonly kernels: Kernels;
  /** Threads that may work on one kernel: range kernels get numbers below it. */
  readonly threads: number;
  /** Runs a kernel over rows 0 to `work.count`, on all threads where there is enough to do. */
  run<K extends RangeKernel>(kernel: K, work: Work, ...rest: ArgumentsOf<K>): void;
  configure(options: ComputeOptions): void;
  status(): ComputeStatus;
}

/** The first page holds the constants of the kernels; the compiler refuses kernels that need more. */
const constantBytes = 65536;

/** Below so many floats a kernel is done before another thread wakes up. */
const smallWork = 2 ** 16;

let shared: Wasm | undefined;

/**
 * Returns the kernels and their memory, one instance a process; the first call compiles and starts it.
 *
 * @throws HnlmError `WASM_UNSUPPORTED` where the engine lacks SIMD.
 */
export function sharedWasm(): Wasm {
  shared ??= startWasm();
  return shared;
}

function startWasm(): Wasm {
  const sharing = canShareMemory();
  const memory = sharing
    ? new WebAssembly.Memory({ initial: 16, maximum: 65536, shared: true })
    : unsharedMemory();
  const heap = createHeap(memory, constantBytes);
  let relaxed = true;
  let { module, kernels } = compile(memory, sharing, relaxed);
  let count = sharing ? cores() : 1;
  let threads: Threads | undefined;

  return {
    heap,
    get kernels() {
      return kernels;
    },
    get threads() {
      return count;
    },
    run(kernel, { count: rows, floats }, ...rest) {
      if (rows === 0) return;
      if (count === 1 || rows === 1 || floats < smallWork) {
        (kernels[kernel] as (...values: number[]) => void)(0, rows, 0, ...rest);
        return;
      }
      threads ??= createThreads(count, memory, module, kernels as never);
      threads.run(kernel, rows, rest);
    },
    configure({ threads: wanted = sharing ? cores() : 1, relaxedSimd = true }) {
      if (!(Number.isInteger(wanted) && wanted >= 1 && wanted <= mostThreads)) {
        throw new HnlmError(`the tensor backend cannot run on ${wanted} threads`, {
          code: 'OPTION',
          hint: `Set threads to a whole number from 1 to ${mostThreads}.`,
        });
      }
      const next = sharing ? wanted : 1;
      if (next === count && relaxedSimd === relaxed) return;
      threads?.close();
      threads = undefined;
      count = next;
      if (relaxedSimd !== relaxed) {
        relaxed = relaxedSimd;
        ({ module, kernels } = compile(memory, sharing, relaxed));
      }
    },
    status: () => ({
      threads: count,
      relaxedSimd: relaxed && WebAssembly.validate(bytesOf(binaryOf(sharing, true))),
      busy: threads?.busy() ?? new Array(count).fill(0),
      bytes: heap.used,
    }),
  };
}

const binaryOf = (sharing: boolean, relaxed: boolean): string =>
  binaries[sharing ? 'shared' : 'unshared'][relaxed ? 'relaxed' : 'plain'];

const bytesOf = (base64: string) => Uint8Array.from(atob(base64), (character) => character.charCodeAt(0));

function compile(
  memory: WebAssembly.Memory,
  sharing: boolean,
  relaxed: boolean,
): { module: WebAssembly.Module; kernels: Kernels } {
  const relaxedBytes = bytesOf(binaryOf(sharing, true));
  const bytes =
    relaxed && WebAssembly.validate(relaxedBytes) ? relaxedBytes : bytesOf(binaryOf(sharing, false));
  const env = {
    memory,
    abort: () => {
      throw new Error('a kernel aborted');
    },
  };
  try {
    const module = new WebAssembly.Module(bytes);
    return { module, kernels: new WebAssembly.Instance(module, { env }).exports as unknown as Kernels };
  } catch (cause) {
    throw new HnlmError('this JavaScript engine cannot run the WebAssembly kernels', {
      code: 'WASM_UNSUPPORTED',
      hint: "They need SIMD: use Node 22 or newer or a browser of 2023 or newer, or the backend 'cpu'.",
      cause,
    });
  }
}

/** A page gets shared memory only where it is cross-origin isolated. */
function canShareMemory(): boolean {
  return typeof SharedArrayBuffer !== 'undefined' && globalThis.crossOriginIsolated !== false;
}

/**
 * Memory for one thread. Growing it would detach every view, so it has its final size from the start; the system
 * provides pages when they are first written.
 */
function unsharedMemory(): WebAssembly.Memory {
  for (const pages of [32768, 16384, 8192]) {
    try {
      return new WebAssembly.Memory({ initial: pages, maximum: pages });
    } catch {
      // Tried again with half of it.
    }
  }
  return new WebAssembly.Memory({ initial: 4096, maximum: 4096 });
}

function cores(): number {
  const os = globalThis.process?.getBuiltinModule?.('node:os');
  return Math.min(mostThreads, os?.availableParallelism() ?? globalThis.navigator?.hardwareConcurrency ?? 1);
}

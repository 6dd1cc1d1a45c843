import { HnlmError } from '@hnlm/core';
import { createHeap, type Heap } from './heap.ts';
import { kernels as binary } from './kernels.generated.ts';

/** The exports of `assembly/`; every argument is an address or a count. */
export interface Kernels {
  combine(operation: number, a: number, b: number, count: number, out: number): void;
  combineRows(
    operation: number,
    full: number,
    single: number,
    rows: number,
    width: number,
    step: number,
    left: number,
    out: number,
  ): void;
  multiply(
    start: number,
    end: number,
    indptr: number,
    indices: number,
    x: number,
    d: number,
    y: number,
    rowScales: number,
    sourceScales: number,
    sourcePlaces: number,
    places: number,
    g: number,
    ego: number,
  ): void;
  finishRows(
    start: number,
    end: number,
    rows: number,
    first: number,
    inner: number,
    count: number,
    roots: number,
    indptr: number,
    indices: number,
    x: number,
    d: number,
    rowScales: number,
    sourceScales: number,
    scale: number,
    out: number,
  ): void;
  gatherRows(rows: number, count: number, table: number, d: number, out: number): void;
  scatterAddRows(rows: number, count: number, source: number, d: number, out: number): void;
  sumSquaresOfRows(rows: number, count: number, table: number, d: number): number;
  scatterScaledRows(rows: number, count: number, table: number, d: number, scale: number, out: number): void;
  pairDots(
    users: number,
    items: number,
    userRows: number,
    itemRows: number,
    batch: number,
    per: number,
    d: number,
    out: number,
  ): void;
  pairDotsGradient(
    users: number,
    items: number,
    userRows: number,
    itemRows: number,
    batch: number,
    per: number,
    d: number,
    gradient: number,
    userGradient: number,
    itemGradient: number,
  ): void;
  adam(
    parameter: number,
    m: number,
    v: number,
    gradient: number,
    count: number,
    beta1: number,
    beta2: number,
    rate: number,
    epsilonHat: number,
  ): void;
  matMul(start: number, end: number, k: number, n: number, a: number, b: number, c: number): void;
  rankTopK(
    start: number,
    end: number,
    rows: number,
    users: number,
    items: number,
    count: number,
    d: number,
    maskIndptr: number,
    maskIndices: number,
    k: number,
    scores: number,
    best: number,
    out: number,
  ): number;
}

/** One instance of the kernels with the memory that they work on. */
export interface Wasm {
  readonly heap: Heap;
  readonly kernels: Kernels;
  /** Runs a kernel whose first two arguments are a range of rows, over rows 0 to `count`. */
  overRows(kernel: RowKernel, count: number, ...rest: number[]): void;
}

/** Kernels that can be run on any range of rows, in any order, with the same result. */
export type RowKernel = 'multiply' | 'finishRows';

let shared: Wasm | undefined;

/**
 * Returns the kernels and their memory, one instance a process; the first call compiles and starts it.
 *
 * @throws HnlmError `WASM_UNSUPPORTED` where the engine lacks SIMD or shared memory.
 */
export function sharedWasm(): Wasm {
  shared ??= startWasm();
  return shared;
}

function startWasm(): Wasm {
  const bytes = Uint8Array.from(atob(binary), (character) => character.charCodeAt(0));
  try {
    const memory = new WebAssembly.Memory({ initial: 16, maximum: 65536, shared: true });
    const module = new WebAssembly.Module(bytes);
    const instance = new WebAssembly.Instance(module, {
      env: {
        memory,
        abort: () => {
          throw new Error('a kernel aborted');
        },
      },
    });
    // The kernels keep no data of their own; the first page is left to them all the same.
    const kernels = instance.exports as unknown as Kernels;
    return {
      heap: createHeap(memory, 65536),
      kernels,
      overRows: (kernel, count, ...rest) =>
        (kernels[kernel] as (...values: number[]) => void)(0, count, ...rest),
    };
  } catch (cause) {
    throw new HnlmError('this JavaScript engine cannot run the WebAssembly kernels', {
      code: 'WASM_UNSUPPORTED',
      hint: "They need SIMD and shared memory: use Node 22 or newer, or the backend 'cpu'.",
      cause,
    });
  }
}

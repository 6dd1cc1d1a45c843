import { HnlmError } from '@hnlm/core';

const pageBytes = 65536;
const smallestBlock = 64;

/** Hands out blocks of one WebAssembly memory; addresses are multiples of 64. */
export interface Heap {
  readonly memory: WebAssembly.Memory;
  /** Bytes in blocks that are in use. */
  readonly used: number;
  /** Takes a block of at least so many bytes; its contents are undefined. */
  allocate(bytes: number): number;
  /** Gives a block back; `bytes` is what was asked for. */
  free(address: number, bytes: number): void;
  float32(address: number, length: number): Float32Array;
  int32(address: number, length: number): Int32Array;
  uint8(address: number, length: number): Uint8Array;
}

/** Rounds up to a size class: four classes to each power of two, so that at most a fifth is lost. */
export function sizeClass(bytes: number): number {
  if (bytes <= smallestBlock * 4) return Math.max(1, Math.ceil(bytes / smallestBlock)) * smallestBlock;
  const step = 2 ** (Math.floor(Math.log2(bytes - 1)) - 2);
  return Math.ceil(bytes / step) * step;
}

/**
 * Makes an allocator over a memory, above `base`. Freed blocks are kept by size class and handed out again.
 *
 * @throws HnlmError `OUT_OF_MEMORY` from `allocate`, when the memory's limit is reached.
 */
export function createHeap(memory: WebAssembly.Memory, base: number): Heap {
  const free = new Map<number, number[]>();
  let top = Math.ceil(base / smallestBlock) * smallestBlock;
  let used = 0;

  function grow(end: number): void {
    const missing = end - memory.buffer.byteLength;
    if (missing <= 0) return;
    // Grow by an eighth at least, so that a run does not grow page by page.
    const wanted = Math.max(missing, Math.min(memory.buffer.byteLength / 8, 2 ** 28));
    for (const bytes of [wanted, missing]) {
      try {
        memory.grow(Math.ceil(bytes / pageBytes));
        return;
      } catch {
        // Tried again with just what is missing, then reported.
      }
    }
    throw new HnlmError(
      `out of tensor memory: ${Math.round(used / 2 ** 20)} MB are in use and ${Math.round(missing / 2 ** 20)} MB more were needed`,
      {
        code: 'OUT_OF_MEMORY',
        hint: 'Use a smaller batch or fewer dimensions, and dispose tensors that are no longer needed.',
        evidence: { used, missing },
      },
    );
  }

  return {
    memory,
    get used() {
      return used;
    },
    allocate(bytes) {
      const size = sizeClass(bytes);
      let address = free.get(size)?.pop();
      if (address === undefined) {
        grow(top + size);
        address = top;
        top += size;
      }
      used += size;
      return address;
    },
    free(address, bytes) {
      const size = sizeClass(bytes);
      const blocks = free.get(size);
      if (blocks) blocks.push(address);
      else free.set(size, [address]);
      used -= size;
    },
    float32: (address, length) => new Float32Array(memory.buffer, address, length),
    int32: (address, length) => new Int32Array(memory.buffer, address, length),
    uint8: (address, length) => new Uint8Array(memory.buffer, address, length),
  };
}

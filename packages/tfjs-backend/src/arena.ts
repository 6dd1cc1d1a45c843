import type { Heap } from './heap.ts';

type Values = Float32Array | Int32Array | Float64Array;

/** Blocks of a heap that are given back together. */
export interface Arena {
  /** Takes a block for so many floats or 32-bit integers; its contents are undefined. */
  take(length: number): number;
  /** Takes a block and copies values into it. */
  place(values: Values): number;
  free(): void;
}

/** Makes an arena without blocks. */
export function createArena(heap: Heap): Arena {
  const blocks: [address: number, bytes: number][] = [];
  function takeBytes(bytes: number): number {
    const address = heap.allocate(bytes);
    blocks.push([address, bytes]);
    return address;
  }
  return {
    take: (length) => takeBytes(length * 4),
    place(values) {
      const address = takeBytes(values.byteLength);
      const bytes = new Uint8Array(values.buffer, values.byteOffset, values.byteLength);
      heap.uint8(address, values.byteLength).set(bytes);
      return address;
    },
    free() {
      for (const [address, bytes] of blocks.splice(0)) heap.free(address, bytes);
    },
  };
}

import type { Csr } from '@hnlm/core';
import { type Arena, createArena } from './arena.ts';
import type { Heap } from './heap.ts';

/** Addresses of the two lists of a sparse set. */
export interface PlacedCsr {
  readonly indptr: number;
  readonly indices: number;
}

const placed = new WeakMap<Csr, PlacedCsr>();
const collected = new FinalizationRegistry<Arena>((arena) => arena.free());

/** Copies a sparse set into the memory of the kernels at the first call; the copy lives as long as the set. */
export function placeCsr(heap: Heap, csr: Csr): PlacedCsr {
  let addresses = placed.get(csr);
  if (!addresses) {
    const arena = createArena(heap);
    addresses = { indptr: arena.place(csr.indptr), indices: arena.place(csr.indices) };
    placed.set(csr, addresses);
    collected.register(csr, arena);
  }
  return addresses;
}

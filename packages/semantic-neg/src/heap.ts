/** Says whether one entry comes before another. */
export type Before = (one: number, other: number) => boolean;

/** Orders entries in place as a binary heap: the first one comes before all others. */
export function heapify(heap: number[], isBefore: Before): void {
  for (let at = (heap.length >> 1) - 1; at >= 0; at--) sink(heap, at, isBefore);
}

/** Restores the order of a heap whose entry at a place may have to come later. */
export function sink(heap: number[], at: number, isBefore: Before): void {
  const entry = heap[at];
  for (;;) {
    let child = 2 * at + 1;
    if (child + 1 < heap.length && isBefore(heap[child + 1], heap[child])) child++;
    if (child >= heap.length || !isBefore(heap[child], entry)) break;
    heap[at] = heap[child];
    at = child;
  }
  heap[at] = entry;
}

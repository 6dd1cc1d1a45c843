import fc from 'fast-check';
import { expect, test } from 'vitest';
import { createHeap, sizeClass } from './heap.ts';

const memory = (maximum = 100) => new WebAssembly.Memory({ initial: 1, maximum, shared: true });

test('a size class holds what was asked for and wastes at most a fifth above small blocks', () => {
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 2 ** 30 }), (bytes) => {
      const size = sizeClass(bytes);
      expect(size).toBeGreaterThanOrEqual(bytes);
      expect(size % 64).toBe(0);
      if (bytes > 256) expect(size).toBeLessThanOrEqual(bytes * 1.25);
      expect(sizeClass(size)).toBe(size);
    }),
  );
});

test('blocks in use never overlap, and all of them come back', () => {
  fc.assert(
    fc.property(
      fc.array(fc.record({ bytes: fc.integer({ min: 1, max: 20_000 }), free: fc.boolean() }), {
        maxLength: 80,
      }),
      (steps) => {
        const heap = createHeap(memory(), 1024);
        const live: { address: number; bytes: number }[] = [];
        for (const step of steps) {
          const block = live.at(0);
          if (step.free && block) {
            heap.free(block.address, block.bytes);
            live.shift();
          } else live.push({ address: heap.allocate(step.bytes), bytes: step.bytes });
          const ordered = [...live].sort((a, b) => a.address - b.address);
          for (let index = 1; index < ordered.length; index++) {
            expect(ordered[index - 1].address + ordered[index - 1].bytes).toBeLessThanOrEqual(
              ordered[index].address,
            );
          }
        }
        for (const block of live) heap.free(block.address, block.bytes);
        expect(heap.used).toBe(0);
      },
    ),
  );
});

test('the limit of the memory is one clear error, and what was allocated stays', () => {
  const heap = createHeap(memory(4), 0);
  const address = heap.allocate(1000);
  heap.float32(address, 1)[0] = 7;
  expect(() => heap.allocate(2 ** 20)).toThrow(expect.objectContaining({ code: 'OUT_OF_MEMORY' }));
  expect(heap.float32(address, 1)[0]).toBe(7);
});

test('a WebAssembly memory ends at 4 GB, whatever the computer has', () => {
  const heap = createHeap(new WebAssembly.Memory({ initial: 1, maximum: 65536, shared: true }), 65536);
  for (const bytes of [5 * 2 ** 30, 2 ** 32]) {
    expect(() => heap.allocate(bytes)).toThrow(expect.objectContaining({ code: 'OUT_OF_MEMORY' }));
  }
  // Pages that nobody writes take no memory.
  const address = heap.allocate(2.5 * 2 ** 30);
  expect(() => heap.allocate(2 ** 31)).toThrow(expect.objectContaining({ code: 'OUT_OF_MEMORY' }));
  expect(heap.used).toBe(2.5 * 2 ** 30);
  heap.free(address, 2.5 * 2 ** 30);
});

import fc from 'fast-check';
import { expect, test } from 'vitest';
import { decodeTensors, encodeTensors } from './safetensors.ts';

const stored = {
  tensors: {
    table: { shape: [2, 2], values: Float32Array.of(1, -2.5, 3e-9, 4) },
    'list of whole numbers': { shape: [3], values: Int32Array.of(1, -2, 2 ** 31 - 1) },
    empty: { shape: [0], values: new Float32Array(0) },
  },
  metadata: { format: 'test', text: 'größer "als" {}' },
};

test('what is written is read', async () => {
  expect(await decodeTensors(await encodeTensors(stored), 'x')).toEqual(stored);
});

test('is laid out as the format says: length, JSON, numbers', async () => {
  const bytes = await encodeTensors(stored);
  const length = Number(new DataView(bytes.buffer).getBigUint64(0, true));
  expect(length % 8).toBe(0);
  const header = JSON.parse(new TextDecoder().decode(bytes.subarray(8, 8 + length)));
  expect(header.table).toEqual({ dtype: 'F32', shape: [2, 2], data_offsets: [0, 16] });
  expect(header['list of whole numbers']).toEqual({ dtype: 'I32', shape: [3], data_offsets: [16, 28] });
  expect(header.__metadata__).toMatchObject(stored.metadata);
  const numbers = new DataView(bytes.buffer, 8 + length);
  expect(numbers.getFloat32(4, true)).toBe(-2.5);
  expect(numbers.getInt32(20, true)).toBe(-2);
});

test('one changed byte anywhere, or a missing end, is one error', async () => {
  const bytes = await encodeTensors(stored);
  const spoilt = fc.oneof(
    fc.tuple(fc.nat(bytes.length - 1), fc.integer({ min: 1, max: 255 })).map(([place, change]) => {
      return bytes.map((byte, n) => (n === place ? byte ^ change : byte));
    }),
    fc.nat(bytes.length - 1).map((length) => bytes.slice(0, length)),
    fc.uint8Array({ maxLength: 200 }),
  );
  await fc.assert(
    fc.asyncProperty(spoilt, async (damaged) => {
      await expect(decodeTensors(damaged, 'run.safetensors')).rejects.toMatchObject({
        code: 'FILE_DAMAGED',
        evidence: { file: 'run.safetensors' },
      });
    }),
    { numRuns: 300 },
  );
});

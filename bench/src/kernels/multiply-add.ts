import { bestRate } from './best-rate.ts';

/*
 * A WebAssembly function that does nothing but multiply and add in registers: how fast this engine can compute at all.
 * The module is written byte by byte, so that it needs no compiler.
 */
const accumulators = 12;

const [f32, v128, i32] = [0x7d, 0x7b, 0x7f];
const get = (local: number) => [0x20, local];
const set = (local: number) => [0x21, local];
const splat = (value: number) => [
  ...[0x43, ...new Uint8Array(new Float32Array([value]).buffer)],
  ...[0xfd, 0x13],
];
const multiply = [0xfd, 0xe6, 0x01];
const add = [0xfd, 0xe4, 0x01];
const relaxedMultiplyAdd = [0xfd, 0x85, 0x02];

const unsigned = (value: number): number[] =>
  value < 128 ? [value] : [(value & 127) | 128, ...unsigned(value >> 7)];
const sized = (bytes: readonly number[]) => [...unsigned(bytes.length), ...bytes];
const section = (id: number, bytes: readonly number[]) => [id, ...sized([1, ...bytes])];

/** Makes the module: `run(n)` does n rounds of 12 vector operations. */
function moduleBytes(relaxed: boolean): Uint8Array<ArrayBuffer> {
  const rows = Array.from({ length: accumulators }, (_, n) => n + 1);
  const [factor, summand] = [accumulators + 1, accumulators + 2];
  const body = [
    ...[1, accumulators + 2, v128],
    ...rows.flatMap((row) => [...splat(row), ...set(row)]),
    ...[...splat(0.999), ...set(factor), ...splat(0.001), ...set(summand)],
    ...[0x03, 0x40],
    ...rows.flatMap((row) =>
      relaxed
        ? [...get(row), ...get(factor), ...get(summand), ...relaxedMultiplyAdd, ...set(row)]
        : [...get(row), ...get(factor), ...multiply, ...get(summand), ...add, ...set(row)],
    ),
    // Counts down and goes on while the counter is not 0.
    ...[...get(0), 0x41, 1, 0x6b, 0x22, 0, 0x0d, 0, 0x0b],
    ...get(1),
    ...rows.slice(1).flatMap((row) => [...get(row), ...add]),
    ...[0xfd, 0x1f, 0, 0x0b],
  ];
  return Uint8Array.from([
    ...[0x00, 0x61, 0x73, 0x6d, 1, 0, 0, 0],
    ...section(1, [0x60, 1, i32, 1, f32]),
    ...section(3, [0]),
    ...section(7, [3, ...new TextEncoder().encode('run'), 0, 0]),
    ...section(10, sized(body)),
  ]);
}

/** The most multiplications and additions a second of one thread in so many milliseconds. */
export function measureFlops(milliseconds: number): number {
  const bytes = [moduleBytes(true), moduleBytes(false)].find((one) => WebAssembly.validate(one));
  if (!bytes) throw new Error('this engine has no SIMD');
  const { exports } = new WebAssembly.Instance(new WebAssembly.Module(bytes));
  const run = exports.run as (rounds: number) => number;
  const rounds = 20_000;
  return bestRate(milliseconds, () => {
    run(rounds);
    return rounds * accumulators * 4 * 2;
  });
}

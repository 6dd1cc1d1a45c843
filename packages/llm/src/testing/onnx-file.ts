import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

// ONNX is protobuf; the few messages that a network needs are encoded here.

/** Types of values. */
export const [float, int64] = [1, 7];

function varint(value: number): Buffer {
  const bytes: number[] = [];
  // Negative numbers are written as 64-bit two's complement.
  for (let rest = BigInt.asUintN(64, BigInt(value)); ; ) {
    const low = Number(rest & 127n);
    rest >>= 7n;
    bytes.push(rest ? low | 128 : low);
    if (!rest) return Buffer.from(bytes);
  }
}

const tag = (field: number, wire: number) => varint((field << 3) | wire);
const number = (field: number, value: number) => Buffer.concat([tag(field, 0), varint(value)]);
const bytes = (field: number, value: Buffer) => Buffer.concat([tag(field, 2), varint(value.length), value]);
const text = (field: number, value: string) => bytes(field, Buffer.from(value));
const all = (...parts: Buffer[]) => Buffer.concat(parts);

const tensor = (name: string, shape: number[], type: number, data: Buffer) =>
  all(...shape.map((size) => number(1, size)), number(2, type), text(8, name), bytes(9, data));
export const floats = (name: string, shape: number[], values: Float32Array) =>
  tensor(name, shape, float, Buffer.from(values.buffer));
export const integers = (name: string, shape: number[], values: number[]) =>
  tensor(name, shape, int64, Buffer.from(BigInt64Array.from(values, BigInt).buffer));

type Attributes = Readonly<Record<string, number | number[]>>;
export const node = (op: string, inputs: string[], output: string, attributes: Attributes = {}) =>
  all(
    ...inputs.map((name) => text(1, name)),
    text(2, output),
    text(3, `${output}_node`),
    text(4, op),
    ...Object.entries(attributes).map(([name, value]) =>
      bytes(
        5,
        typeof value === 'number'
          ? all(text(1, name), number(3, value), number(20, 2))
          : all(text(1, name), ...value.map((one) => number(8, one)), number(20, 7)),
      ),
    ),
  );
export const value = (name: string, type: number, shape: (string | number)[]) => {
  const sizes = shape.map((size) => bytes(1, typeof size === 'string' ? text(2, size) : number(1, size)));
  return all(text(1, name), bytes(2, bytes(1, all(number(1, type), bytes(2, all(...sizes))))));
};

/** A network: what is computed, from which weights and inputs, and what comes out. */
export interface Network {
  readonly name: string;
  readonly nodes: readonly Buffer[];
  readonly weights: readonly Buffer[];
  readonly inputs: readonly Buffer[];
  readonly outputs: readonly Buffer[];
}

/** Encodes a network as an ONNX file: IR version 8, operator set 13. */
export function onnxFile({ name, nodes, weights, inputs, outputs }: Network): Buffer {
  const graph = all(
    ...nodes.map((one) => bytes(1, one)),
    text(2, name),
    ...weights.map((one) => bytes(5, one)),
    ...inputs.map((one) => bytes(11, one)),
    ...outputs.map((one) => bytes(12, one)),
  );
  return all(number(1, 8), text(2, 'hnlm'), bytes(7, graph), bytes(8, number(2, 13)));
}

/** Writes the files of a model as transformers.js loads them: networks below `onnx`, and settings as JSON. */
export function writeModelFiles(
  folder: string,
  networks: Readonly<Record<string, Buffer>>,
  settings: Readonly<Record<string, unknown>>,
): void {
  mkdirSync(join(folder, 'onnx'), { recursive: true });
  for (const [file, network] of Object.entries(networks)) writeFileSync(join(folder, 'onnx', file), network);
  for (const [file, content] of Object.entries(settings)) {
    writeFileSync(join(folder, file), JSON.stringify(content));
  }
}

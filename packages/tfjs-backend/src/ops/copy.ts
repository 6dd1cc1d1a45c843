import * as tf from '@tensorflow/tfjs';
import type { HnlmBackend } from '../backend.ts';
import { replaceKernel } from '../native-kernels.ts';

/** Replaces the kernels that fill, convert, cut and join float32 tensors. */
export function registerCopy(): void {
  replaceKernel('Fill', ({ attributes, backend }) => {
    const { shape, value, dtype } = attributes as { shape: number[]; value: number | string; dtype?: string };
    if (typeof value !== 'number' || (dtype ?? 'float32') !== 'float32') return undefined;
    return filled(backend, shape, value);
  });
  for (const [name, value] of Object.entries({ ZerosLike: 0, OnesLike: 1 })) {
    replaceKernel(name, ({ inputs: { x }, backend }) =>
      x.dtype === 'float32' ? filled(backend, x.shape, value) : undefined,
    );
  }
  // The inherited kernel only renames the type where no value can be lost; here the bytes have to follow.
  replaceKernel('Cast', ({ inputs: { x }, attributes: { dtype }, backend }) => {
    if (dtype === 'int32' && x.dtype === 'bool') {
      const out = backend.allocate(x.shape, 'int32');
      backend.int32(out).set(backend.uint8(x));
      return out;
    }
    if (dtype !== 'float32' || (x.dtype !== 'bool' && x.dtype !== 'int32')) return undefined;
    const out = backend.allocate(x.shape, 'float32');
    backend.float32(out).set(x.dtype === 'bool' ? backend.uint8(x) : backend.int32(x));
    return out;
  });
  replaceKernel('Slice', ({ inputs: { x }, attributes, backend }) => {
    const { begin, size } = attributes as { begin: number[]; size: number[] };
    const [from, shape] = tf.slice_util.parseSliceParams(x as tf.Tensor, begin, size);
    tf.slice_util.assertParamsValid(x as tf.Tensor, from, shape);
    return isEven(x, shape) ? sliced(backend, x, from, shape) : undefined;
  });
  // The gradient of a concatenation.
  replaceKernel('SplitV', ({ inputs: { x }, attributes, backend }) => {
    const { numOrSizeSplits, axis: along } = attributes as { numOrSizeSplits: number[]; axis: number };
    const [axis] = tf.util.parseAxisParam(along, x.shape);
    const lengths = tf.backend_util.prepareSplitSize(x as tf.Tensor, numOrSizeSplits, axis);
    const from = x.shape.map(() => 0);
    if (!isEven(x, x.shape)) return undefined;
    return lengths.map((length) => {
      const part = sliced(backend, x, from, x.shape.with(axis, length));
      from[axis] += length;
      return part;
    });
  });
  replaceKernel('Concat', ({ inputs, attributes, backend }) => {
    return concatenated(backend, Object.values(inputs), attributes.axis as number);
  });
  replaceKernel('Pack', ({ inputs, attributes, backend }) => {
    const axis = attributes.axis as number;
    const parts = Object.values(inputs).map((part) => ({ ...part, shape: part.shape.toSpliced(axis, 0, 1) }));
    return concatenated(backend, parts, axis);
  });
}

/** Axes that a slice cuts. */
const cutAxes = (x: tf.TensorInfo, shape: readonly number[]) =>
  [...shape.keys()].filter((axis) => shape[axis] !== x.shape[axis]);

/** Whether the rows of a slice of float32 lie evenly: whole axes after the last one that is cut make one row. */
function isEven(x: tf.TensorInfo, shape: readonly number[]): boolean {
  const before = cutAxes(x, shape).at(-2) ?? -1;
  return x.dtype === 'float32' && tf.util.sizeFromShape(shape.slice(0, Math.max(0, before))) === 1;
}

function sliced(
  backend: HnlmBackend,
  x: tf.TensorInfo,
  from: readonly number[],
  shape: number[],
): tf.TensorInfo {
  // Rows lie evenly between the last axis that is cut and the one cut before.
  const cut = cutAxes(x, shape);
  const [before, last] = [cut.at(-2) ?? -1, cut.at(-1) ?? 0];
  const bytesAfter = (axis: number, of: number[]) => 4 * tf.util.sizeFromShape(of.slice(axis + 1));
  const out = backend.allocate(shape, 'float32');
  const rows = tf.util.sizeFromShape(shape.slice(0, last));
  const middle = tf.util.sizeFromShape(shape.slice(before + 1, last));
  const row = bytesAfter(last - 1, shape);
  const start = from.reduce(
    (sum, index, axis) => sum + index * bytesAfter(axis, x.shape),
    backend.address(x),
  );
  const [outerStep, step] = [bytesAfter(before, x.shape), bytesAfter(last - 1, x.shape)];
  const work = { count: row === 0 ? 0 : rows, floats: (rows * row) / 2 };
  const to = backend.address(out);
  backend.wasm.run('copyRows', work, start, outerStep, step, to, middle * row, row, middle, row);
  return out;
}

function concatenated(
  backend: HnlmBackend,
  parts: readonly tf.TensorInfo[],
  along: number,
): tf.TensorInfo | undefined {
  if (parts.some(({ dtype }) => dtype !== 'float32')) return undefined;
  const shapes = parts.map((part) => part.shape);
  const [axis] = tf.util.parseAxisParam(along, shapes[0]);
  tf.backend_util.assertParamsConsistent(shapes, axis);
  const shape = tf.backend_util.computeOutShape(shapes, axis);
  const out = backend.allocate(shape, 'float32');
  const rows = tf.util.sizeFromShape(shape.slice(0, axis));
  const bytesOf = (one: number[]) => 4 * tf.util.sizeFromShape(one.slice(axis));
  const step = bytesOf(shape);
  let to = backend.address(out);
  for (const part of parts) {
    const row = bytesOf(part.shape);
    const work = { count: row === 0 ? 0 : rows, floats: (rows * row) / 2 };
    backend.wasm.run('copyRows', work, backend.address(part), 0, row, to, 0, step, rows, row);
    to += row;
  }
  return out;
}

function filled(backend: HnlmBackend, shape: number[], value: number): tf.TensorInfo {
  const out = backend.allocate(shape, 'float32');
  backend.float32(out).fill(value);
  return out;
}

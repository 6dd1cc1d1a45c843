import * as tf from '@tensorflow/tfjs';
import type { HnlmBackend } from '../backend.ts';
import { replaceKernel } from '../native-kernels.ts';

/** The number of each operation in `assembly/reduce.ts`. */
const operations = { Sum: 0, Mean: 0, Max: 1, Min: 2 };

/** A row longer than this that is the only one is reduced in pieces, so that threads can share it. */
const longRow = 2 ** 16;
const piece = 2 ** 13;

/** Replaces reductions of float32 tensors over one group of neighbouring axes: the last ones, the first ones, or all. */
export function registerReduce(): void {
  for (const [name, operation] of Object.entries(operations)) {
    replaceKernel(name, ({ inputs: { x }, attributes, backend }) => {
      const { axis, reductionIndices, keepDims } = attributes as unknown as Attributes;
      const axes = tf.util.parseAxisParam((reductionIndices ?? axis) as number[], x.shape);
      const layout = layoutOf(x, axes);
      if (!layout) return undefined;
      const shape = x.shape.flatMap((length, n) => (axes.includes(n) ? (keepDims ? [1] : []) : [length]));
      const out = backend.allocate(shape, 'float32');
      const scale = name === 'Mean' ? 1 / layout.count : 1;
      reduce(backend, operation, x, layout, scale, out);
      return out;
    });
  }
}

interface Attributes {
  readonly axis?: number | number[];
  /** What tfjs calls the axes of a maximum. */
  readonly reductionIndices?: number | number[];
  readonly keepDims: boolean;
}

/** `outer` groups of `count` rows of `inner` entries, of which each group becomes one row. */
interface Layout {
  readonly outer: number;
  readonly count: number;
  readonly inner: number;
}

function layoutOf({ dtype, shape }: tf.TensorInfo, axes: readonly number[]): Layout | undefined {
  if (dtype !== 'float32') return undefined;
  const wide = axes.filter((axis) => shape[axis] !== 1).sort((one, other) => one - other);
  const first = wide[0] ?? shape.length;
  const last = wide.at(-1) ?? shape.length - 1;
  for (let axis = first; axis <= last; axis++) {
    if (shape[axis] !== 1 && !axes.includes(axis)) return undefined;
  }
  const size = (from: number, to?: number) => tf.util.sizeFromShape(shape.slice(from, to));
  const layout = { outer: size(0, first), count: size(first, last + 1), inner: size(last + 1) };
  return layout.count === 0 ? undefined : layout;
}

function reduce(
  backend: HnlmBackend,
  operation: number,
  input: tf.TensorInfo,
  { outer, count, inner }: Layout,
  scale: number,
  output: tf.TensorInfo,
): void {
  const { wasm } = backend;
  const size = outer * count * inner;
  if (size === 0) return;
  const [x, out] = [backend.address(input), backend.address(output)];
  if (inner > 1) {
    const strips = outer * Math.ceil(inner / 16);
    wasm.run('reduceColumns', { count: strips, floats: size }, operation, x, count, inner, scale, out);
  } else if (outer === 1 && count > longRow) {
    const pieces = Math.ceil(count / piece);
    const parts = backend.allocate([pieces], 'float32');
    const part = backend.address(parts);
    wasm.run('reduceRows', { count: pieces, floats: size }, operation, x, piece, count, 1, part);
    wasm.kernels.reduceRows(0, 1, 0, operation, part, pieces, pieces, scale, out);
    backend.disposeIntermediateTensorInfo(parts);
  } else {
    wasm.run('reduceRows', { count: outer, floats: size }, operation, x, count, size, scale, out);
  }
}

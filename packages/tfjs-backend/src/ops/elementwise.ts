import * as tf from '@tensorflow/tfjs';
import type { HnlmBackend } from '../backend.ts';
import { replaceKernel } from '../native-kernels.ts';
import { type Broadcast, broadcast } from './broadcast.ts';

/** The number of each operation in `assembly/elementwise.ts`. */
const operations = {
  Add: 0,
  Sub: 1,
  Multiply: 2,
  RealDiv: 3,
  Maximum: 4,
  Minimum: 5,
  SquaredDifference: 6,
  EluGrad: 7,
  Greater: 8,
  GreaterEqual: 9,
  Less: 10,
  LessEqual: 11,
  Equal: 12,
  NotEqual: 13,
};

/** Replaces functions of two float32 tensors, entry by entry, with broadcasting over up to three groups of axes. */
export function registerElementwise(): void {
  for (const [name, operation] of Object.entries(operations)) {
    replaceKernel(name, ({ inputs: { a, b, dy = a, y = b }, backend }) => {
      const layout = areFloats([dy, y]) && broadcast([dy.shape, y.shape]);
      if (!layout) return undefined;
      const out = backend.allocate(layout.shape, operation < operations.Greater ? 'float32' : 'bool');
      return combine(backend, operation, layout, dy, y, out);
    });
  }
  // The larger one of a value and itself, broadcast: only axes of length one can be repeated in this way.
  replaceKernel('Tile', ({ inputs: { x }, attributes, backend }) => {
    const reps = attributes.reps as number[];
    const shape = x.shape.map((length, axis) => length * reps[axis]);
    const layout = areFloats([x]) && broadcast([x.shape, x.shape, shape]);
    if (!layout) return undefined;
    return combine(backend, operations.Maximum, layout, x, x, backend.allocate(shape, 'float32'));
  });
  replaceKernel('AddN', ({ inputs, backend }) => {
    const terms = Object.values(inputs);
    const layout = areFloats(terms) && broadcast([terms[0].shape]);
    if (!layout) return undefined;
    const sum = backend.zeros(terms[0].shape);
    const pair = { ...layout, steps: [layout.steps[0], layout.steps[0]] };
    for (const term of terms) combine(backend, operations.Add, pair, sum, term, sum);
    return sum;
  });
  replaceKernel('Select', ({ inputs: { condition, t, e }, backend }) => {
    const same = tf.util.arraysEqual(condition.shape, t.shape);
    if (!same || condition.dtype !== 'bool' || !areFloats([t, e])) return undefined;
    const out = backend.allocate(t.shape, 'float32');
    const count = tf.util.sizeFromShape(t.shape);
    const [mask, x, y, z] = [condition, t, e, out].map((info) => backend.address(info));
    backend.wasm.run('select', { count, floats: 3 * count }, mask, x, y, z);
    return out;
  });
}

const areFloats = (infos: readonly tf.TensorInfo[]) => infos.every(({ dtype }) => dtype === 'float32');

function combine(
  backend: HnlmBackend,
  operation: number,
  { size, rows, middle, width, steps: [ofA, ofB] }: Broadcast,
  a: tf.TensorInfo,
  b: tf.TensorInfo,
  out: tf.TensorInfo,
): tf.TensorInfo {
  const [x, y, z] = [a, b, out].map((info) => backend.address(info));
  const work = { count: rows, floats: 3 * size };
  backend.wasm.run('combine', work, operation, x, ...ofA, y, ...ofB, z, middle, width, size);
  return out;
}

import * as tf from '@tensorflow/tfjs';
import { replaceKernel } from '../native-kernels.ts';

/** Replaces transpositions of float32 tensors that exchange two groups of axes, of which the second is the last. */
export function registerTranspose(): void {
  replaceKernel('Transpose', ({ inputs: { x }, attributes, backend }) => {
    const perm = attributes.perm as number[];
    const first = perm.findIndex((axis, n) => axis !== n);
    if (x.dtype !== 'float32' || first < 0) return undefined;
    const split = perm[first];
    const axes = perm.map((_, n) => n);
    const exchanged = [...axes.slice(0, first), ...axes.slice(split), ...axes.slice(first, split)];
    if (!tf.util.arraysEqual(perm, exchanged)) return undefined;
    const size = (from: number, to?: number) => tf.util.sizeFromShape(x.shape.slice(from, to));
    const [batch, rows, columns] = [size(0, first), size(first, split), size(split)];
    const shape = perm.map((axis) => x.shape[axis]);
    const out = backend.allocate(shape, 'float32');
    const work = { count: batch * Math.ceil(columns / 4), floats: 2 * batch * rows * columns };
    backend.wasm.run('transpose', work, backend.address(x), rows, columns, backend.address(out));
    return out;
  });
}

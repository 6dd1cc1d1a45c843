import * as tf from '@tensorflow/tfjs';
import type { HnlmBackend } from '../backend.ts';

const operations = { Add: 0, Sub: 1, Multiply: 2, RealDiv: 3 };

/**
 * Replaces the inherited sum, difference, product and quotient of float32 tensors for the shapes that training needs:
 * equal shapes, one value a row (a last axis of 1), and one value in all. Every other shape is inherited.
 */
export function registerElementwise(): void {
  for (const [kernelName, operation] of Object.entries(operations)) {
    const inherited = tf.getKernel(kernelName, 'cpu').kernelFunc;
    tf.unregisterKernel(kernelName, 'hnlm');
    tf.registerKernel({
      kernelName,
      backendName: 'hnlm',
      kernelFunc(call) {
        const { a, b } = call.inputs as Record<'a' | 'b', tf.TensorInfo>;
        if (a.dtype !== 'float32' || b.dtype !== 'float32') return inherited(call);
        const backend = call.backend as HnlmBackend;
        const { kernels } = backend.wasm;
        if (tf.util.arraysEqual(a.shape, b.shape)) {
          const out = backend.allocate(a.shape, 'float32');
          const [x, y, z] = [a, b, out].map((info) => backend.address(info));
          kernels.combine(operation, x, y, tf.util.sizeFromShape(a.shape), z);
          return out;
        }
        const [right, left] = [rowStep(a, b), rowStep(b, a)];
        if (right === undefined && left === undefined) return inherited(call);
        const [full, single] = right === undefined ? [b, a] : [a, b];
        const out = backend.allocate(full.shape, 'float32');
        const [x, y, z] = [full, single, out].map((info) => backend.address(info));
        const size = tf.util.sizeFromShape(full.shape);
        const width = full.shape.at(-1) as number;
        const step = (right ?? left) as number;
        const rows = width === 0 ? 0 : size / width;
        kernels.combineRows(operation, x, y, rows, width, step, right === undefined ? 1 : 0, z);
        return out;
      },
    });
  }
}

/** 1 where `single` has one value for each row of `full`, 0 where it has one in all, else undefined. */
function rowStep(full: tf.TensorInfo, single: tf.TensorInfo): 0 | 1 | undefined {
  const rank = full.shape.length;
  if (rank === 0 || single.shape.length > rank) return undefined;
  if (tf.util.sizeFromShape(single.shape) === 1) return 0;
  const rows = single.shape.length === rank && single.shape[rank - 1] === 1;
  return rows && tf.util.arraysEqual(single.shape.slice(0, -1), full.shape.slice(0, -1)) ? 1 : undefined;
}

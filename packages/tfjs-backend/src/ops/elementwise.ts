import * as tf from '@tensorflow/tfjs';
import type { HnlmBackend } from '../backend.ts';

const operations = { Add: 0, Sub: 1, Multiply: 2 };

/** Replaces the inherited sum, difference and product of two float32 tensors of one shape; all else is inherited. */
export function registerElementwise(): void {
  for (const [kernelName, operation] of Object.entries(operations)) {
    const inherited = tf.getKernel(kernelName, 'cpu').kernelFunc;
    tf.unregisterKernel(kernelName, 'hnlm');
    tf.registerKernel({
      kernelName,
      backendName: 'hnlm',
      kernelFunc(call) {
        const { a, b } = call.inputs as Record<'a' | 'b', tf.TensorInfo>;
        const alike = a.dtype === 'float32' && b.dtype === 'float32' && tf.util.arraysEqual(a.shape, b.shape);
        if (!alike) return inherited(call);
        const backend = call.backend as HnlmBackend;
        const out = backend.allocate(a.shape, 'float32');
        const [x, y, z] = [a, b, out].map((info) => backend.address(info));
        backend.wasm.kernels.combine(operation, x, y, tf.util.sizeFromShape(a.shape), z);
        return out;
      },
    });
  }
}

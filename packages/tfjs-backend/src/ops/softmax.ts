import * as tf from '@tensorflow/tfjs';
import { replaceKernel } from '../native-kernels.ts';

/** Replaces softmax over the last axis of float32 tensors. */
export function registerSoftmax(): void {
  replaceKernel('Softmax', ({ inputs: { logits }, attributes: { dim }, backend }) => {
    const { shape, dtype } = logits;
    const [axis] = tf.util.parseAxisParam(dim as number, shape);
    const size = tf.util.sizeFromShape(shape);
    if (dtype !== 'float32' || axis !== shape.length - 1 || size === 0) return undefined;
    const out = backend.allocate(shape, 'float32');
    const width = shape[axis];
    const work = { count: size / width, floats: 4 * size };
    backend.wasm.run('softmax', work, backend.address(logits), width, backend.address(out));
    return out;
  });
}

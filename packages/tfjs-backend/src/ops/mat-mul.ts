import * as tf from '@tensorflow/tfjs';
import type { HnlmBackend } from '../backend.ts';

/** Replaces the inherited matrix product by the WebAssembly one, for products of two plain matrices. */
export function registerMatMul(): void {
  const inherited = tf.getKernel('BatchMatMul', 'cpu').kernelFunc;
  tf.unregisterKernel('BatchMatMul', 'hnlm');
  tf.registerKernel({
    kernelName: 'BatchMatMul',
    backendName: 'hnlm',
    kernelFunc(call) {
      const { a, b } = call.inputs as Record<'a' | 'b', tf.TensorInfo>;
      const { transposeA, transposeB } = call.attrs as unknown as {
        transposeA: boolean;
        transposeB: boolean;
      };
      const plain = [a, b].every(
        (info) => info.dtype === 'float32' && info.shape.slice(0, -2).every((n) => n === 1),
      );
      if (!plain) return inherited(call);
      const backend = call.backend as HnlmBackend;
      const left = transposeA ? transposed(backend, a) : a;
      const right = transposeB ? transposed(backend, b) : b;
      const [rows, inner] = left.shape.slice(-2);
      const columns = right.shape.at(-1) as number;
      const batch = a.shape.length >= b.shape.length ? a.shape.slice(0, -2) : b.shape.slice(0, -2);
      const out = backend.allocate([...batch, rows, columns], 'float32');
      backend.wasm.run(
        'matMul',
        { count: rows, floats: rows * inner * columns },
        inner,
        columns,
        backend.address(left),
        backend.address(right),
        backend.address(out),
      );
      if (transposeA) backend.disposeIntermediateTensorInfo(left);
      if (transposeB) backend.disposeIntermediateTensorInfo(right);
      return out;
    },
  });
}

function transposed(backend: HnlmBackend, info: tf.TensorInfo): tf.TensorInfo {
  const [rows, columns] = info.shape.slice(-2);
  const out = backend.allocate([...info.shape.slice(0, -2), columns, rows], 'float32');
  const from = backend.float32(info);
  const to = backend.float32(out);
  for (let row = 0; row < rows; row++) {
    for (let column = 0; column < columns; column++) to[column * rows + row] = from[row * columns + column];
  }
  return out;
}

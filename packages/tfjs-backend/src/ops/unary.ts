import * as tf from '@tensorflow/tfjs';
import { replaceKernel } from '../native-kernels.ts';

/** The number of each operation in `assembly/unary.ts`, and the attributes that it takes. */
const operations: Record<string, readonly [number, ...string[]]> = {
  Neg: [0],
  Abs: [1],
  Square: [2],
  Sqrt: [3],
  Rsqrt: [4],
  Reciprocal: [5],
  Exp: [6],
  Expm1: [7],
  Log: [8],
  Log1p: [9],
  Sigmoid: [10],
  Softplus: [11],
  Tanh: [12],
  Relu: [13],
  LeakyRelu: [14, 'alpha'],
  Elu: [15],
  Step: [16, 'alpha'],
  Sign: [17],
  ClipByValue: [18, 'clipValueMin', 'clipValueMax'],
};

/** Replaces the functions of one float32 tensor, entry by entry. */
export function registerUnary(): void {
  for (const [name, [operation, ...parameters]] of Object.entries(operations)) {
    replaceKernel(name, ({ inputs: { x }, attributes, backend }) => {
      if (x.dtype !== 'float32') return undefined;
      const out = backend.allocate(x.shape, 'float32');
      const count = tf.util.sizeFromShape(x.shape);
      const [p = 0, q = 0] = parameters.map((parameter) => attributes[parameter] as number);
      const [from, to] = [backend.address(x), backend.address(out)];
      backend.wasm.run('map', { count, floats: 2 * count }, operation, from, to, p, q);
      return out;
    });
  }
}

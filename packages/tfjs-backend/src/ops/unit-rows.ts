import type { Tensor, Tensor2D } from '@tensorflow/tfjs';
import { defineKernel } from '../define-kernel.ts';

/** What rows are divided by where they are shorter. */
const shortest = 1e-12;

const lengthsOf = (x: Tensor) => x.square().sum(1, true).sqrt();

const gradientKernel = defineKernel<'x' | 'dy', object>({
  name: 'HnlmUnitRowsGradient',
  composed({ x, dy }) {
    const lengths = lengthsOf(x).maximum(shortest);
    const along = x.mul(dy).sum(1, true).div(lengths).div(lengths);
    // A shorter row has a constant divisor.
    const moves = lengthsOf(x).less(shortest).logicalNot().cast('float32');
    return dy.sub(x.mul(along.mul(moves))).div(lengths);
  },
  hnlm({ x, dy }, _attributes, backend) {
    const [rows, d] = x.shape;
    const out = backend.allocate([rows, d], 'float32');
    const [from, gradient, to] = [x, dy, out].map((info) => backend.address(info));
    const work = { count: rows, floats: 3 * rows * d };
    backend.wasm.run('unitRowsGradient', work, from, gradient, d, shortest, to);
    return out;
  },
});

const run = defineKernel<'x', object>({
  name: 'HnlmUnitRows',
  save: { inputs: ['x'] },
  composed: ({ x }) => x.div(lengthsOf(x).maximum(shortest)),
  hnlm({ x }, _attributes, backend) {
    const [rows, d] = x.shape;
    const out = backend.allocate([rows, d], 'float32');
    const [from, to] = [x, out].map((info) => backend.address(info));
    backend.wasm.run('unitRows', { count: rows, floats: 2 * rows * d }, from, d, shortest, to);
    return out;
  },
  gradient: (dy, [x]) => ({ x: () => gradientKernel({ x, dy: dy as Tensor }, {})[0] }),
});

/**
 * Divides each row by its length, or by 1e-12 where it is shorter (PyTorch's `normalize`). Differentiable.
 *
 * @param x `[n, d]`
 * @example
 * ```ts
 * const cosines = tf.matMul(unitRows(users), unitRows(items), false, true);
 * ```
 */
export function unitRows(x: Tensor2D): Tensor2D {
  return run({ x }, {})[0] as Tensor2D;
}

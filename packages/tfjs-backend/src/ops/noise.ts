import type { Random } from '@hnlm/core';
import type { Tensor, Tensor2D } from '@tensorflow/tfjs';
import * as tf from '@tensorflow/tfjs';
import { defineKernel } from '../define-kernel.ts';
import { floatsPerNumber } from './random.ts';
import { drawKey, groupSize, type RandomKey, randomWords, uniformOf } from './random-words.ts';

interface Attributes {
  readonly key: RandomKey;
  readonly epsilon: number;
}

const run = defineKernel<'x', Attributes>({
  name: 'HnlmPerturb',
  composed({ x }, { key, epsilon }) {
    const [rows, d] = x.shape;
    const numbers = new Float32Array(x.size);
    for (let row = 0; row < rows; row++) {
      numbers.set(uniformOf(randomWords(key, d, row)).subarray(0, d), row * d);
    }
    const u = tf.tensor(numbers, x.shape);
    const norms = u.square().sum(1, true).sqrt().maximum(1e-12);
    return x.add(x.sign().mul(u).mul(tf.scalar(epsilon).div(norms)));
  },
  hnlm({ x }, { key, epsilon }, backend) {
    const [rows, d] = x.shape;
    const out = backend.allocate(x.shape, 'float32');
    const { heap, threads } = backend.wasm;
    const bytes = Math.ceil(d / groupSize) * groupSize * 4 * threads;
    const scratch = heap.allocate(bytes);
    try {
      const work = { count: rows, floats: floatsPerNumber * rows * d };
      const [from, to] = [x, out].map((info) => backend.address(info));
      backend.wasm.run('perturb', work, ...key, epsilon, d, from, to, scratch);
    } finally {
      heap.free(scratch, bytes);
    }
    return out;
  },
  gradient: (dy) => ({ x: () => (dy as Tensor).clone() }),
});

/**
 * Adds noise of length `epsilon` to each row, within the orthant of the row: x + epsilon sign(x) u / |u| with u uniform
 * in [0, 1)^d (SimGCL, Yu et al. 2022, eq. 6 and 7, as their code has it). The noise follows from two draws of `random`:
 * the same on every backend and any number of threads. Differentiable; the sign is taken as constant, so that the
 * gradient passes unchanged.
 *
 * @param x `[n, d]`
 * @example
 * ```ts
 * const view = perturb(tf.ones([4, 8]), 0.1, createRandom(1).split('view', 1));
 * ```
 */
export function perturb(x: Tensor2D, epsilon: number, random: Random): Tensor2D {
  return run({ x }, { key: drawKey(random), epsilon })[0] as Tensor2D;
}

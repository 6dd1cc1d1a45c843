import { HnlmError, type Random } from '@hnlm/core';
import type { Tensor } from '@tensorflow/tfjs';
import * as tf from '@tensorflow/tfjs';
import { defineKernel, type Operation } from '../define-kernel.ts';
import { floatsPerNumber } from './random.ts';
import { drawKey, groupSize, type RandomKey, randomWords } from './random-words.ts';

interface Attributes {
  readonly key: RandomKey;
  /** Entries whose random number of 24 bits is below it become 0. */
  readonly threshold: number;
  readonly scale: number;
}

const run: Operation<'x', Attributes> = defineKernel<'x', Attributes>({
  name: 'HnlmDropout',
  composed({ x }, { key, threshold, scale }) {
    const words = randomWords(key, x.size).subarray(0, x.size);
    const mask = Float32Array.from(words, (word) => (word >>> 8 >= threshold ? scale : 0));
    return x.mul(tf.tensor(mask, x.shape));
  },
  hnlm({ x }, { key, threshold, scale }, backend) {
    const size = tf.util.sizeFromShape(x.shape);
    const out = backend.allocate(x.shape, 'float32');
    const work = { count: Math.ceil(size / groupSize), floats: floatsPerNumber * size };
    backend.wasm.run('dropout', work, ...key, threshold, scale, backend.address(x), backend.address(out));
    return out;
  },
  // The mask follows from the key: it is made again instead of kept.
  gradient: (dy, _saved, attributes) => ({ x: () => run({ x: dy as Tensor }, attributes)[0] }),
});

/**
 * Sets each entry to 0 with probability `rate` and multiplies the others by 1 / (1 - rate) (Srivastava et al. 2014, in
 * the form that leaves inference alone). Which ones follows from two draws of `random`: the same on every backend and
 * any number of threads. Differentiable; the gradient has the same zeros.
 *
 * @param x float32, any shape
 * @param rate in [0, 1)
 * @throws HnlmError `OPTION`
 * @example
 * ```ts
 * const dropped = dropout(tf.ones([4, 8]), 0.1, createRandom(1).split('dropout'));
 * ```
 */
export function dropout<T extends Tensor>(x: T, rate: number, random: Random): T {
  if (!(rate >= 0 && rate < 1)) {
    throw new HnlmError(`a dropout rate of ${rate} is not possible`, {
      code: 'OPTION',
      hint: 'Set rate to at least 0 and below 1.',
    });
  }
  const attributes = { key: drawKey(random), threshold: Math.round(rate * 2 ** 24), scale: 1 / (1 - rate) };
  return run({ x }, attributes)[0] as T;
}

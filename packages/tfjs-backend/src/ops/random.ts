import type { Random } from '@hnlm/core';
import type { Tensor } from '@tensorflow/tfjs';
import * as tf from '@tensorflow/tfjs';
import { defineKernel } from '../define-kernel.ts';
import type { RangeKernel } from '../kernels.generated.ts';
import { drawKey, groupSize, normalOf, type RandomKey, randomWords, uniformOf } from './random-words.ts';

interface Attributes {
  readonly key: RandomKey;
  readonly shape: number[];
}

/** About how many floats one could move in the time that it takes to make one random number. */
export const floatsPerNumber = 8;

function defineFill(
  name: string,
  kernel: RangeKernel & ('fillUniform' | 'fillNormal'),
  numbersOf: (words: Uint32Array) => Float32Array,
) {
  return defineKernel<never, Attributes>({
    name,
    composed(_inputs, { key, shape }) {
      const size = tf.util.sizeFromShape(shape);
      return tf.tensor(numbersOf(randomWords(key, size)).subarray(0, size), shape);
    },
    hnlm(_inputs, { key, shape }, backend) {
      const size = tf.util.sizeFromShape(shape);
      const out = backend.allocate(shape, 'float32');
      const work = { count: Math.ceil(size / groupSize), floats: floatsPerNumber * size };
      backend.wasm.run(kernel, work, ...key, backend.address(out));
      return out;
    },
  });
}

const uniform = defineFill('HnlmRandomUniform', 'fillUniform', uniformOf);
const normal = defineFill('HnlmRandomNormal', 'fillNormal', normalOf);

/**
 * Makes a tensor of numbers in [0, 1), multiples of 2^-24. They follow from two draws of `random` alone: the same bits
 * on every backend and any number of threads.
 *
 * @example
 * ```ts
 * const noise = randomUniform([2, 3], createRandom(1).split('noise'));
 * ```
 */
export function randomUniform(shape: readonly number[], random: Random): Tensor {
  return uniform({}, { key: drawKey(random), shape: [...shape] })[0];
}

/**
 * Makes a tensor of draws from the standard normal distribution. They follow from two draws of `random` alone: the same
 * bits on every backend and any number of threads.
 *
 * @example
 * ```ts
 * const table = randomNormal([100, 64], createRandom(1).split('initial values')).mul(0.1);
 * ```
 */
export function randomNormal(shape: readonly number[], random: Random): Tensor {
  return normal({}, { key: drawKey(random), shape: [...shape] })[0];
}

import type { Random } from '@hnlm/core';
import type { Tensor2D } from '@tensorflow/tfjs';
import * as tf from '@tensorflow/tfjs';
import { drawKey, groupSize, type RandomKey, randomWords } from './random-words.ts';

/** Noise that is added to each layer of a propagation. */
export interface LayerNoise {
  /** Length of the noise of a row. */
  readonly epsilon: number;
  /** Gives two words for each layer. */
  readonly random: Random;
}

/** Noise whose words are drawn: a key for each layer from 1 on. */
export interface DrawnNoise {
  readonly epsilon: number;
  readonly keys: readonly RandomKey[];
}

/** Draws what the noise of so many layers follows from. */
export function drawNoise({ epsilon, random }: LayerNoise, layers: number): DrawnNoise {
  return { epsilon, keys: Array.from({ length: layers }, () => drawKey(random)) };
}

/** Numbers of a row that one group of words gives: a byte each. */
export const groupWidth = 4 * groupSize;

/**
 * Adds noise to rows in tfjs operations: x + epsilon sign(x) u / |u|, with u uniform in 256 steps, (n + 1/2) / 256. The
 * numbers n of columns 32 g to 32 g + 31 of node r are the bytes, lowest first, of the words of group g of row r.
 *
 * @param firstNode number of the first row among the nodes of the graph, users before items
 */
export function addNoise(x: Tensor2D, key: RandomKey, epsilon: number, firstNode: number): Tensor2D {
  const [rows, d] = x.shape;
  const numbers = new Float32Array(rows * d);
  for (let row = 0; row < rows; row++) {
    const words = randomWords(key, d / 4, firstNode + row);
    for (let column = 0; column < d; column++) {
      numbers[row * d + column] = ((words[column >> 2] >>> (8 * (column % 4))) & 255) + 0.5;
    }
  }
  const u = tf.tensor2d(numbers, [rows, d]);
  const lengths = u.square().sum(1, true).sqrt().maximum(1e-12);
  return x.add(x.sign().mul(u).mul(tf.scalar(epsilon).div(lengths))) as Tensor2D;
}

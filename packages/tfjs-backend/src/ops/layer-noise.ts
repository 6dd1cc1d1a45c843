import type { Random } from '@hnlm/core';
import type { Tensor2D } from '@tensorflow/tfjs';
import * as tf from '@tensorflow/tfjs';
import { drawKey, groupSize, type RandomKey, threefry } from './random-words.ts';

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

/** Numbers of a row that one group of words gives: 16 bits each. */
const groupWidth = 2 * groupSize;

/**
 * Adds noise to rows in tfjs operations: x + epsilon sign(x) u / |u|. Column c of node r comes from the words of group
 * floor(c / 16) of row r: four lower halves, the four upper halves of the same words, and so for the other four words.
 *
 * @param firstNode number of the first row among the nodes of the graph, users before items
 */
export function addNoise(x: Tensor2D, key: RandomKey, epsilon: number, firstNode: number): Tensor2D {
  const [rows, d] = x.shape;
  const numbers = new Float32Array(rows * d);
  for (let row = 0; row < rows; row++) {
    for (let column = 0; column < d; column++) {
      const place = column % groupWidth;
      const counter = Math.floor(column / groupWidth) * 4 + (place % 4);
      const word = threefry(key, counter, firstNode + row)[place < groupSize ? 0 : 1];
      numbers[row * d + column] = place % groupSize < 4 ? word & 0xffff : word >>> 16;
    }
  }
  const u = tf.tensor2d(numbers, [rows, d]);
  const lengths = u.square().sum(1, true).sqrt().maximum(1e-12);
  return x.add(x.sign().mul(u).mul(tf.scalar(epsilon).div(lengths))) as Tensor2D;
}

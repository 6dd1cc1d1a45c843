import type { Tensor2D } from '@tensorflow/tfjs';
import * as tf from '@tensorflow/tfjs';
import type { GraphSide } from '../graph.ts';
import { addNoise } from './layer-noise.ts';
import type { Both, Layering } from './propagate-hnlm.ts';

/**
 * Computes the layers that are averaged in tfjs operations, for users and items: what every other backend runs, and the
 * oracle.
 */
export function layersOf(
  users: Tensor2D,
  items: Tensor2D,
  { graph, layers, ownLayer, noise }: Layering,
): Both<Tensor2D>[] {
  const { userSide, itemSide } = graph;
  const all: Both<Tensor2D>[] = [[users, items]];
  for (let layer = 0; layer < layers; layer++) {
    const [fromUsers, fromItems] = all[layer];
    const ofUsers = multiply(userSide, itemSide, fromItems);
    const ofItems = multiply(itemSide, userSide, fromUsers);
    const perturbed = (x: Tensor2D, firstNode: number) =>
      noise ? addNoise(x, noise.keys[layer], noise.epsilon, firstNode) : x;
    all.push([perturbed(ofUsers, 0), perturbed(ofItems, graph.users)]);
  }
  return ownLayer ? all : all.slice(1);
}

/** The mean of layers. */
export function meanOf(layers: readonly Both<Tensor2D>[]): [Tensor2D, Tensor2D] {
  const mean = (side: 0 | 1) => tf.addN(layers.map((both) => both[side])).div(layers.length) as Tensor2D;
  return [mean(0), mean(1)];
}

/** Layers below each other. */
export function stackOf(layers: readonly Both<Tensor2D>[]): [Tensor2D, Tensor2D] {
  return [tf.concat(layers.map(([users]) => users)), tf.concat(layers.map(([, items]) => items))];
}

/** Computes the transpose of the layers: gradients of each, `[users, d]` and `[items, d]`, become those of the tables. */
export function transposeOf(
  gradients: readonly Both<Tensor2D>[],
  { graph, layers, ownLayer }: Layering,
): [Tensor2D, Tensor2D] {
  const { userSide, itemSide } = graph;
  const of = (layer: number) => gradients[ownLayer ? layer : layer - 1];
  let [users, items] = of(layers);
  for (let layer = layers - 1; layer >= 0; layer--) {
    const next: [Tensor2D, Tensor2D] = [
      multiply(userSide, itemSide, items),
      multiply(itemSide, userSide, users),
    ];
    const own = layer > 0 || ownLayer;
    [users, items] = own ? [next[0].add(of(layer)[0]), next[1].add(of(layer)[1])] : next;
  }
  return [users, items];
}

function multiply(to: GraphSide, from: GraphSide, x: Tensor2D): Tensor2D {
  const scaled = x.mul(from.scales.expandDims(1)) as Tensor2D;
  const sums = tf.sparse.sparseSegmentSum(scaled, to.indices, to.owners) as Tensor2D;
  const missing = to.nodes - sums.shape[0];
  const all = missing === 0 ? sums : sums.concat(tf.zeros([missing, x.shape[1]]));
  return all.mul(to.scales.expandDims(1));
}

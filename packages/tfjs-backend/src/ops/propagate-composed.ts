import type { Tensor2D } from '@tensorflow/tfjs';
import * as tf from '@tensorflow/tfjs';
import type { BipartiteGraph, GraphSide } from '../graph.ts';

/** Computes the mean of layers 0 to K in tfjs operations: what every other backend runs, and the oracle. */
export function meanOfLayers(
  users: Tensor2D,
  items: Tensor2D,
  graph: BipartiteGraph,
  layers: number,
): [Tensor2D, Tensor2D] {
  const { userSide, itemSide } = graph;
  let [fromUsers, fromItems] = [users, items];
  const sums: [Tensor2D, Tensor2D] = [users, items];
  for (let layer = 0; layer < layers; layer++) {
    [fromUsers, fromItems] = [
      multiply(userSide, itemSide, fromItems),
      multiply(itemSide, userSide, fromUsers),
    ];
    sums[0] = sums[0].add(fromUsers);
    sums[1] = sums[1].add(fromItems);
  }
  return [sums[0].div(layers + 1), sums[1].div(layers + 1)];
}

function multiply(to: GraphSide, from: GraphSide, x: Tensor2D): Tensor2D {
  const scaled = x.mul(from.scales.expandDims(1)) as Tensor2D;
  const sums = tf.sparse.sparseSegmentSum(scaled, to.indices, to.owners) as Tensor2D;
  const missing = to.nodes - sums.shape[0];
  const all = missing === 0 ? sums : sums.concat(tf.zeros([missing, x.shape[1]]));
  return all.mul(to.scales.expandDims(1));
}

import { type Csr, HnlmError, transpose } from '@hnlm/core';
import * as tf from '@tensorflow/tfjs';

/** Neighbours of the nodes of one side, in compressed rows, and what follows from how many there are. */
export interface GraphSide {
  /** int32 `[nodes + 1]` */
  readonly indptr: tf.Tensor1D;
  /** int32 `[edges]`: nodes of the other side */
  readonly indices: tf.Tensor1D;
  /** 1 / sqrt(degree), 0 for a node without edges, `[nodes]` */
  readonly scales: tf.Tensor1D;
  /** 1 / degree, 0 for a node without edges, `[nodes]` */
  readonly inverses: tf.Tensor1D;
  /** sqrt(degree), `[nodes]` */
  readonly roots: tf.Tensor1D;
}

/** The user-item graph with symmetric normalisation, in both directions. */
export interface BipartiteGraph {
  readonly users: number;
  readonly items: number;
  readonly edges: number;
  readonly userSide: GraphSide;
  readonly itemSide: GraphSide;
  dispose(): void;
}

/**
 * Builds the normalised graph of a set of interactions: the edge (u, i) weighs 1 / sqrt(degree(u) degree(i)), without
 * self loops (LightGCN, He et al. 2020, eq. 3).
 *
 * @param interactions `[users, items]`
 * @throws HnlmError `GRAPH_EMPTY` where there is no edge.
 * @example
 * ```ts
 * const graph = bipartiteGraph(dataset.train.interactions);
 * ```
 */
export function bipartiteGraph(interactions: Csr): BipartiteGraph {
  if (interactions.indices.length === 0) {
    throw new HnlmError('the graph has no edge', {
      code: 'GRAPH_EMPTY',
      hint: 'Train on at least one interaction.',
    });
  }
  const userSide = graphSide(interactions);
  const itemSide = graphSide(transpose(interactions));
  return {
    users: interactions.rows,
    items: interactions.columns,
    edges: interactions.indices.length,
    userSide,
    itemSide,
    dispose: () => tf.dispose([userSide, itemSide] as never),
  };
}

function graphSide({ rows, indptr, indices }: Csr): GraphSide {
  const ofDegree = (compute: (degree: number) => number): tf.Tensor1D => {
    const values = Float32Array.from({ length: rows }, (_, row) => {
      const degree = indptr[row + 1] - indptr[row];
      return degree === 0 ? 0 : compute(degree);
    });
    return tf.keep(tf.tensor1d(values));
  };
  return {
    indptr: tf.keep(tf.tensor1d(indptr, 'int32')),
    indices: tf.keep(tf.tensor1d(indices, 'int32')),
    scales: ofDegree((degree) => 1 / Math.sqrt(degree)),
    inverses: ofDegree((degree) => 1 / degree),
    roots: ofDegree(Math.sqrt),
  };
}

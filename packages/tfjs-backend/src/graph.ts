import { type Csr, HnlmError, transpose } from '@hnlm/core';
import * as tf from '@tensorflow/tfjs';

/** One direction of a weighted bipartite graph as tensors: compressed rows. */
export interface SparseTensor {
  /** int32 `[rows + 1]` */
  readonly indptr: tf.Tensor1D;
  /** int32 `[edges]` */
  readonly indices: tf.Tensor1D;
  /** float32 `[edges]` */
  readonly weights: tf.Tensor1D;
}

/** The user-item graph with symmetric normalisation, in both directions. */
export interface BipartiteGraph {
  readonly users: number;
  readonly items: number;
  readonly edges: number;
  /** Row u: the items of user u. */
  readonly toUsers: SparseTensor;
  /** Row i: the users of item i. */
  readonly toItems: SparseTensor;
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
  const back = transpose(interactions);
  const toUsers = sparseTensor(interactions, back);
  const toItems = sparseTensor(back, interactions);
  return {
    users: interactions.rows,
    items: interactions.columns,
    edges: interactions.indices.length,
    toUsers,
    toItems,
    dispose: () => tf.dispose([toUsers, toItems] as never),
  };
}

function sparseTensor(rows: Csr, columns: Csr): SparseTensor {
  const weights = new Float32Array(rows.indices.length);
  for (let row = 0; row < rows.rows; row++) {
    const degree = rows.indptr[row + 1] - rows.indptr[row];
    for (let edge = rows.indptr[row]; edge < rows.indptr[row + 1]; edge++) {
      const column = rows.indices[edge];
      weights[edge] = 1 / Math.sqrt(degree * (columns.indptr[column + 1] - columns.indptr[column]));
    }
  }
  return {
    indptr: tf.keep(tf.tensor1d(rows.indptr, 'int32')),
    indices: tf.keep(tf.tensor1d(rows.indices, 'int32')),
    weights: tf.keep(tf.tensor1d(weights)),
  };
}

import { type Csr, expandRows, HnlmError, transpose } from '@hnlm/core';
import * as tf from '@tensorflow/tfjs';
import { checkCsr } from './check-csr.ts';

/** Neighbours of the nodes of one side, in compressed rows, and what follows from how many there are. */
export interface GraphSide {
  readonly nodes: number;
  /** int32 `[nodes + 1]` */
  readonly indptr: tf.Tensor1D;
  /** int32 `[edges]`: nodes of the other side */
  readonly indices: tf.Tensor1D;
  /** int32 `[edges]`: the node that each edge belongs to */
  readonly owners: tf.Tensor1D;
  /** 1 / sqrt(degree), 0 for a node without edges, `[nodes]` */
  readonly scales: tf.Tensor1D;
  /** 1 / degree, 0 for a node without edges, `[nodes]` */
  readonly inverses: tf.Tensor1D;
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
 * @throws HnlmError `GRAPH_EMPTY` where there is no edge; `SHAPE`, `ROW_RANGE` where the rows are malformed.
 * @example
 * ```ts
 * const graph = bipartiteGraph(dataset.train.interactions);
 * ```
 */
export function bipartiteGraph(interactions: Csr): BipartiteGraph {
  checkCsr(interactions);
  if (interactions.indices.length === 0) {
    throw new HnlmError('the graph has no edge', {
      code: 'GRAPH_EMPTY',
      hint: 'Train on at least one interaction.',
    });
  }
  const held: tf.Tensor[] = [];
  return {
    users: interactions.rows,
    items: interactions.columns,
    edges: interactions.indices.length,
    userSide: graphSide(() => interactions, interactions.rows, held),
    itemSide: graphSide(() => transpose(interactions), interactions.columns, held),
    dispose: () => tf.dispose(held),
  };
}

/** Makes each tensor when it is first asked for: a backend needs only some of them. */
function graphSide(csr: () => Csr, nodes: number, held: tf.Tensor[]): GraphSide {
  let known: Csr | undefined;
  const neighbours = () => {
    known ??= csr();
    return known;
  };
  const made = new Map<string, tf.Tensor1D>();
  const tensor = (name: string, dtype: 'int32' | 'float32', values: () => Int32Array | Float32Array) => {
    let one = made.get(name);
    if (!one) {
      one = tf.keep(tf.tensor1d(values(), dtype));
      made.set(name, one);
      held.push(one);
    }
    return one;
  };
  const ofDegree = (compute: (degree: number) => number) => {
    const { indptr } = neighbours();
    return Float32Array.from({ length: nodes }, (_, row) => {
      const degree = indptr[row + 1] - indptr[row];
      return degree === 0 ? 0 : compute(degree);
    });
  };
  return {
    nodes,
    get indptr() {
      return tensor('indptr', 'int32', () => neighbours().indptr);
    },
    get indices() {
      return tensor('indices', 'int32', () => neighbours().indices);
    },
    get owners() {
      return tensor('owners', 'int32', () => expandRows(neighbours()));
    },
    get scales() {
      return tensor('scales', 'float32', () => ofDegree((degree) => 1 / Math.sqrt(degree)));
    },
    get inverses() {
      return tensor('inverses', 'float32', () => ofDegree((degree) => 1 / degree));
    },
  };
}

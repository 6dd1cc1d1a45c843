import { type Csr, transpose } from '@hnlm/core';
import { type SparseMatrix, sparseMatrix } from '@hnlm/tfjs-backend';

/**
 * How the edges of a graph are weighted: `symmetric` is D^-1/2 A D^-1/2 (He et al. 2020, eq. 3); `self-loops` is
 * D^-1 (A + I) with D the degrees of A + I, so that each row sums to 1 (adj_type "norm" of the official NGCF code).
 */
export type Normalisation = 'symmetric' | 'self-loops';

/**
 * Makes the adjacency matrix of users and items as nodes of one graph, users first; square.
 *
 * @example
 * ```ts
 * const matrix = adjacencyMatrix(data.interactions, 'symmetric');
 * const nextLayer = sparseMatMul(matrix, nodes);
 * ```
 */
export function adjacencyMatrix(interactions: Csr, normalisation: Normalisation): SparseMatrix {
  const loops = normalisation === 'self-loops';
  const { rows: users, columns: items } = interactions;
  const nodes = users + items;
  const turned = transpose(interactions);
  const entries = 2 * interactions.indices.length + (loops ? nodes : 0);
  const indptr = new Int32Array(nodes + 1);
  const indices = new Int32Array(entries);
  const weights = new Float32Array(entries);

  const degree = (node: number) => {
    const [side, row] = node < users ? [interactions, node] : [turned, node - users];
    return side.indptr[row + 1] - side.indptr[row];
  };
  const weigh = (node: number, other: number) =>
    loops ? 1 / (degree(node) + 1) : 1 / Math.sqrt(degree(node) * degree(other));

  let count = 0;
  const add = (node: number, other: number) => {
    indices[count] = other;
    weights[count++] = weigh(node, other);
  };
  for (let node = 0; node < nodes; node++) {
    const isUser = node < users;
    const [side, row, offset] = isUser ? [interactions, node, users] : [turned, node - users, 0];
    // The columns of a row ascend, and users come before items.
    if (loops && isUser) add(node, node);
    for (let edge = side.indptr[row]; edge < side.indptr[row + 1]; edge++) {
      add(node, offset + side.indices[edge]);
    }
    if (loops && !isUser) add(node, node);
    indptr[node + 1] = count;
  }
  return sparseMatrix({ rows: nodes, columns: nodes, indptr, indices }, weights);
}

import { HnlmError } from '@hnlm/core';
import type { Tensor2D } from '@tensorflow/tfjs';
import * as tf from '@tensorflow/tfjs';
import { defineKernel } from '../define-kernel.ts';
import type { BipartiteGraph } from '../graph.ts';
import { meanOfLayers as composedMeanOfLayers } from './propagate-composed.ts';
import { meanOfLayers } from './propagate-hnlm.ts';

/** Embeddings of both sides, `[users, d]` and `[items, d]`. */
export interface Embeddings {
  readonly users: Tensor2D;
  readonly items: Tensor2D;
}

interface Attributes {
  readonly graph: BipartiteGraph;
  readonly layers: number;
}

const run = defineKernel<'users' | 'items', Attributes>({
  name: 'HnlmPropagate',
  composed: ({ users, items }, { graph, layers }) =>
    composedMeanOfLayers(users as Tensor2D, items as Tensor2D, graph, layers),
  hnlm: ({ users, items }, { graph, layers }, backend) => [
    ...meanOfLayers(backend, [users, items], graph, layers),
  ],
  // The mean over the powers of a symmetric operator is its own transpose.
  gradient(dy, _saved, { graph, layers }) {
    const [users, items] = dy as Tensor2D[];
    const both = propagate({ users, items }, graph, { layers });
    return { users: () => both.users, items: () => both.items };
  },
});

/**
 * Propagates embeddings over the normalised graph and averages the layers: E = mean over k = 0..K of Â^k E^(0)
 * (LightGCN, He et al. 2020, eq. 7 and 8, with weights 1/(K+1)). Differentiable in both tables.
 *
 * @param tables ego embeddings, `[users, d]` and `[items, d]`
 * @throws HnlmError `SHAPE` where the tables do not fit the graph.
 */
export function propagate(
  tables: Embeddings,
  graph: BipartiteGraph,
  { layers }: { readonly layers: number },
): Embeddings {
  checkTables(tables, graph);
  const { users, items } = tables;
  if (layers === 0) return tables;
  return tf.tidy(() => {
    const [propagatedUsers, propagatedItems] = run({ users, items }, { graph, layers });
    return { users: propagatedUsers, items: propagatedItems } as never;
  }) as Embeddings;
}

/** Refuses tables that have not one row a node of the graph, or not the same number of columns. */
export function checkTables({ users, items }: Embeddings, graph: BipartiteGraph): void {
  if (users.shape[0] !== graph.users || items.shape[0] !== graph.items || users.shape[1] !== items.shape[1]) {
    throw new HnlmError(
      `tables of shape [${users.shape}] and [${items.shape}] do not fit a graph of ${graph.users} users and ${graph.items} items`,
      { code: 'SHAPE', hint: 'Both tables need one row a node and the same number of columns.' },
    );
  }
}

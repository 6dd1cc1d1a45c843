import { HnlmError } from '@hnlm/core';
import type { Tensor2D } from '@tensorflow/tfjs';
import * as tf from '@tensorflow/tfjs';
import { defineKernel, type Operation } from '../define-kernel.ts';
import type { BipartiteGraph } from '../graph.ts';
import { layersOf, meanOf } from './propagate-composed.ts';
import { computeLayers, type Layering } from './propagate-hnlm.ts';

/** Embeddings of both sides, `[users, d]` and `[items, d]`. */
export interface Embeddings {
  readonly users: Tensor2D;
  readonly items: Tensor2D;
}

const meanKernel: Operation<'users' | 'items', Layering> = defineKernel<'users' | 'items', Layering>({
  name: 'HnlmPropagate',
  composed: ({ users, items }, layering) => meanOf(layersOf(users as Tensor2D, items as Tensor2D, layering)),
  hnlm: ({ users, items }, layering, backend) =>
    computeLayers(backend, [users, items], layering, { mean: true, parts: false }),
  // The mean over the powers of a symmetric operator is its own transpose; noise counts as constant.
  gradient(dy, _saved, { graph, layers, ownLayer }) {
    const [users, items] = dy as Tensor2D[];
    const both = meanKernel({ users, items }, { graph, layers, ownLayer });
    return { users: () => both[0], items: () => both[1] };
  },
});

/** Propagates as a {@link Layering} says. */
export function propagateLayers({ users, items }: Embeddings, layering: Layering): Embeddings {
  return tf.tidy(() => {
    const [ofUsers, ofItems] = meanKernel({ users, items }, layering);
    return { users: ofUsers, items: ofItems } as never;
  }) as Embeddings;
}

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
  if (layers === 0) return tables;
  return propagateLayers(tables, { graph, layers, ownLayer: true });
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

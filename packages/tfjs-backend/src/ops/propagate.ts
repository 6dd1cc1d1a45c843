import { HnlmError } from '@hnlm/core';
import type { Tensor2D, TensorInfo } from '@tensorflow/tfjs';
import * as tf from '@tensorflow/tfjs';
import { defineKernel } from '../define-kernel.ts';
import type { BipartiteGraph } from '../graph.ts';
import { meanOfLayers as meanOfLayersOnCpu } from './propagate-cpu.ts';
import { innerLayers, meanOfLayers } from './propagate-hnlm.ts';

/** Embeddings of both sides, `[users, d]` and `[items, d]`. */
export interface Embeddings {
  readonly users: Tensor2D;
  readonly items: Tensor2D;
}

/** How a propagation is computed. */
export interface PropagationAttributes {
  readonly graph: BipartiteGraph;
  readonly layers: number;
  /** Layers 1 to K - 1 where they are known, users and items in turn. */
  readonly inner?: readonly TensorInfo[];
}

const run = defineKernel<'users' | 'items', PropagationAttributes>({
  name: 'HnlmPropagate',
  cpu: ({ users, items }, { graph, layers }, backend) =>
    meanOfLayersOnCpu(backend, users, items, graph, layers),
  hnlm({ users, items }, { graph, layers, inner }, backend) {
    const known = inner ?? innerLayers(backend, users, items, graph, layers);
    const result = meanOfLayers(backend, [users, items], known, graph);
    if (!inner) for (const info of known) backend.disposeIntermediateTensorInfo(info);
    return result;
  },
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
  options: { readonly layers: number; readonly inner?: readonly TensorInfo[] },
): Embeddings {
  const { users, items } = tables;
  if (users.shape[0] !== graph.users || items.shape[0] !== graph.items || users.shape[1] !== items.shape[1]) {
    throw new HnlmError(
      `tables of shape [${users.shape}] and [${items.shape}] do not fit a graph of ${graph.users} users and ${graph.items} items`,
      { code: 'SHAPE', hint: 'Both tables need one row a node and the same number of columns.' },
    );
  }
  if (options.layers === 0) return tables;
  return tf.tidy(() => {
    const [propagatedUsers, propagatedItems] = run({ users, items }, { graph, ...options });
    return { users: propagatedUsers, items: propagatedItems } as never;
  }) as Embeddings;
}

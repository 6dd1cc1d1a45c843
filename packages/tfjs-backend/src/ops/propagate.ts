import { HnlmError } from '@hnlm/core';
import type { Tensor2D, TensorInfo } from '@tensorflow/tfjs';
import * as tf from '@tensorflow/tfjs';
import type { HnlmBackend } from '../backend.ts';
import { defineKernel, valuesOf } from '../define-kernel.ts';
import type { BipartiteGraph } from '../graph.ts';

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
  cpu({ users, items }, { graph, layers }, backend) {
    let fromUsers = valuesOf<Float32Array>(backend, users);
    let fromItems = valuesOf<Float32Array>(backend, items);
    const d = users.shape[1];
    const sums = [fromUsers.slice(), fromItems.slice()];
    for (let layer = 0; layer < layers; layer++) {
      const toUsers = multiply(graph.toUsers, fromItems, d);
      fromItems = multiply(graph.toItems, fromUsers, d);
      fromUsers = toUsers;
      for (const [sum, values] of [
        [sums[0], fromUsers],
        [sums[1], fromItems],
      ]) {
        for (let n = 0; n < sum.length; n++) sum[n] += values[n];
      }
    }
    return [users, items].map((info, side) =>
      backend.makeTensorInfo(info.shape, 'float32', sums[side].map((value) => value / (layers + 1)) as never),
    );

    function multiply(a: BipartiteGraph['toUsers'], x: Float32Array, width: number): Float32Array {
      const indptr = valuesOf<Int32Array>(backend, a.indptr);
      const indices = valuesOf<Int32Array>(backend, a.indices);
      const weights = valuesOf<Float32Array>(backend, a.weights);
      const y = new Float32Array((indptr.length - 1) * width);
      for (let row = 0; row + 1 < indptr.length; row++) {
        for (let edge = indptr[row]; edge < indptr[row + 1]; edge++) {
          for (let c = 0; c < width; c++) y[row * width + c] += weights[edge] * x[indices[edge] * width + c];
        }
      }
      return y;
    }
  },
  hnlm({ users, items }, { graph, layers }, backend) {
    const sums = [copy(backend, users), copy(backend, items)];
    let from = [users, items];
    for (let layer = 0; layer < layers; layer++) {
      const to = [backend.allocate(users.shape, 'float32'), backend.allocate(items.shape, 'float32')];
      for (const [side, a] of [graph.toUsers, graph.toItems].entries()) {
        backend.wasm.kernels.propagateRows(
          0,
          sums[side].shape[0],
          backend.address(a.indptr),
          backend.address(a.indices),
          backend.address(a.weights),
          backend.address(from[1 - side]),
          users.shape[1],
          backend.address(to[side]),
          backend.address(sums[side]),
        );
      }
      if (layer > 0) for (const info of from) backend.disposeIntermediateTensorInfo(info);
      from = to;
    }
    if (layers > 0) for (const info of from) backend.disposeIntermediateTensorInfo(info);
    for (const sum of sums) {
      const values = backend.float32(sum);
      for (let n = 0; n < values.length; n++) values[n] /= layers + 1;
    }
    return sums;
  },
  // The mean over the powers of a symmetric operator is its own transpose.
  gradient(dy, _saved, { graph, layers }) {
    const [users, items] = dy as Tensor2D[];
    const both = propagate({ users, items }, graph, { layers });
    return { users: () => both.users, items: () => both.items };
  },
});

function copy(backend: HnlmBackend, info: TensorInfo): TensorInfo {
  const result = backend.allocate(info.shape, 'float32');
  backend.float32(result).set(backend.float32(info));
  return result;
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
  const { users, items } = tables;
  if (users.shape[0] !== graph.users || items.shape[0] !== graph.items || users.shape[1] !== items.shape[1]) {
    throw new HnlmError(
      `tables of shape [${users.shape}] and [${items.shape}] do not fit a graph of ${graph.users} users and ${graph.items} items`,
      { code: 'SHAPE', hint: 'Both tables need one row a node and the same number of columns.' },
    );
  }
  if (layers === 0) return tables;
  return tf.tidy(() => {
    const [propagatedUsers, propagatedItems] = run({ users, items }, { graph, layers });
    return { users: propagatedUsers, items: propagatedItems } as never;
  }) as Embeddings;
}

import type { Tensor, Tensor2D } from '@tensorflow/tfjs';
import * as tf from '@tensorflow/tfjs';
import { checkRows } from '../check-rows.ts';
import { defineKernel, valuesOf } from '../define-kernel.ts';
import type { BipartiteGraph } from '../graph.ts';
import { gatherOnHnlm, gatherRows } from './gather-rows.ts';
import { type Embeddings, type PropagationAttributes, propagate } from './propagate.ts';
import { meanOfLayers as meanOfLayersOnCpu } from './propagate-cpu.ts';
import { innerLayers, meanOfLayers, meanOfLayersGradient } from './propagate-hnlm.ts';
import { addRows, pickRows } from './rows-cpu.ts';

/** Some rows of the propagated embeddings, and the same rows of the tables that they come from. */
export interface PropagatedRows {
  /** `[n, d]` */
  readonly users: Tensor2D;
  /** `[m, d]` */
  readonly items: Tensor2D;
  /** Rows of layer 0, `[n, d]`. */
  readonly egoUsers: Tensor2D;
  /** Rows of layer 0, `[m, d]`. */
  readonly egoItems: Tensor2D;
}

/** One propagation, of which all rows or only some can be had; both are differentiable in the tables. */
export interface Propagation {
  all(): Embeddings;
  /** Computes the last layer for these rows alone; the gradient is compact until it spreads. Rows must not repeat. */
  rows(users: Int32Array, items: Int32Array): PropagatedRows;
}

type RowNames = 'userRows' | 'itemRows';
type GradientNames = 'users' | 'items' | 'egoUsers' | 'egoItems' | RowNames;

const layersKernel = defineKernel<'users' | 'items', PropagationAttributes>({
  name: 'HnlmPropagateLayers',
  // The oracle computes every layer anew: it keeps none.
  cpu: () => [],
  hnlm: ({ users, items }, { graph, layers }, backend) => innerLayers(backend, users, items, graph, layers),
});

const gradientKernel = defineKernel<GradientNames, PropagationAttributes>({
  name: 'HnlmPropagateRowsGradient',
  cpu(inputs, { graph, layers }, backend) {
    const { users, items, egoUsers, egoItems, userRows, itemRows } = inputs;
    const d = users.shape[1];
    const lists = [userRows, itemRows].map((rows) => valuesOf<Int32Array>(backend, rows));
    const dense = [users, items].map((source, side) => {
      const height = side === 0 ? graph.users : graph.items;
      const values = addRows(new Float32Array(height * d), lists[side], valuesOf(backend, source), d);
      return backend.makeTensorInfo([height, d], 'float32', values as never);
    });
    const result = meanOfLayersOnCpu(backend, dense[0], dense[1], graph, layers);
    for (const [side, ego] of [egoUsers, egoItems].entries()) {
      addRows(valuesOf(backend, result[side]), lists[side], valuesOf(backend, ego), d);
    }
    for (const info of dense) backend.disposeIntermediateTensorInfo(info);
    return result;
  },
  hnlm({ users, items, egoUsers, egoItems, userRows, itemRows }, { graph, layers }, backend) {
    const gradients = [
      { rows: users, list: userRows },
      { rows: items, list: itemRows },
    ] as const;
    return meanOfLayersGradient(backend, gradients, [egoUsers, egoItems], graph, layers);
  },
});

const rowsKernel = defineKernel<'users' | 'items' | RowNames, PropagationAttributes>({
  name: 'HnlmPropagateRows',
  save: { inputs: ['userRows', 'itemRows'] },
  cpu({ users, items, userRows, itemRows }, { graph, layers }, backend) {
    const d = users.shape[1];
    const whole = meanOfLayersOnCpu(backend, users, items, graph, layers);
    const outputs = [...whole, users, items].map((table, n) => {
      const rows = n % 2 === 0 ? userRows : itemRows;
      const picked = pickRows(valuesOf(backend, table), valuesOf(backend, rows), d);
      return backend.makeTensorInfo([rows.shape[0], d], 'float32', picked as never);
    });
    for (const info of whole) backend.disposeIntermediateTensorInfo(info);
    return outputs;
  },
  hnlm({ users, items, userRows, itemRows }, { graph, inner = [] }, backend) {
    const means = meanOfLayers(backend, [users, items], inner, graph, [userRows, itemRows]);
    const ego = [gatherOnHnlm(backend, users, userRows), gatherOnHnlm(backend, items, itemRows)];
    return [...means, ...ego];
  },
  gradient(dy, [userRows, itemRows], { graph, layers }) {
    const [users, items, egoUsers, egoItems] = dy as Tensor[];
    const inputs = { users, items, egoUsers, egoItems, userRows, itemRows };
    const [toUsers, toItems] = gradientKernel(inputs, { graph, layers });
    return { users: () => toUsers, items: () => toItems };
  },
});

/**
 * Prepares a propagation (see {@link propagate}) of which only some rows are wanted with gradient, as in a training
 * step: inner layers are computed once, the last one for the wanted rows alone.
 *
 * Call it inside a `tf.tidy`: what it holds is disposed there.
 *
 * @throws HnlmError `SHAPE`, `ROW_RANGE`
 */
export function propagation(
  tables: Embeddings,
  graph: BipartiteGraph,
  { layers }: { readonly layers: number },
): Propagation {
  const { users, items } = tables;
  const onHnlm = tf.getBackend() === 'hnlm';
  const inner = onHnlm && layers > 1 ? layersKernel({ users, items }, { graph, layers }) : undefined;
  const known = onHnlm ? { inner: inner ?? [] } : {};
  let whole: Embeddings | undefined;
  return {
    all() {
      whole ??= propagate(tables, graph, { layers, ...known });
      return whole;
    },
    rows(userList, itemList) {
      if (layers === 0) {
        const [u, i] = [gatherRows(users, userList), gatherRows(items, itemList)];
        return { users: u, items: i, egoUsers: u, egoItems: i };
      }
      checkRows(userList, graph.users, 'users');
      checkRows(itemList, graph.items, 'items');
      const [userRows, itemRows] = [userList, itemList].map((list) => tf.tensor1d(list, 'int32'));
      const outputs = rowsKernel({ users, items, userRows, itemRows }, { graph, layers, ...known });
      const [rowUsers, rowItems, egoUsers, egoItems] = outputs as Tensor2D[];
      return { users: rowUsers, items: rowItems, egoUsers, egoItems };
    },
  };
}

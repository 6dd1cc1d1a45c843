import type { Tensor, Tensor2D } from '@tensorflow/tfjs';
import * as tf from '@tensorflow/tfjs';
import { checkRows } from '../check-rows.ts';
import { defineKernel } from '../define-kernel.ts';
import type { BipartiteGraph } from '../graph.ts';
import { gatherOnHnlm, gatherRows } from './gather-rows.ts';
import type { LayerNoise } from './layer-noise.ts';
import { perturb } from './noise.ts';
import { checkTables, type Embeddings, propagate } from './propagate.ts';
import { meanOfLayers as composedMeanOfLayers } from './propagate-composed.ts';
import { type Both, meanOfLayers, meanOfLayersGradient } from './propagate-hnlm.ts';
import { segmentSum } from './segment-sum.ts';

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
  /** The layers 0 to K that are averaged, below each other: layer k of row r is row k * rows + r. */
  readonly hops: PropagatedHops;
}

/** The layers of a propagation, of all rows or of some. */
export interface PropagatedHops {
  /** `[(K + 1) * users, d]` and `[(K + 1) * items, d]` */
  all(): Embeddings;
  /** `[(K + 1) * n, d]` and `[(K + 1) * m, d]`, differentiable. Rows must not repeat. */
  rows(users: Int32Array, items: Int32Array): PropagatedRows;
}

interface Attributes {
  readonly graph: BipartiteGraph;
  readonly layers: number;
  /** The propagated embeddings where they are known. */
  readonly whole?: Embeddings;
}

type RowNames = 'userRows' | 'itemRows';
type GradientNames = 'users' | 'items' | 'egoUsers' | 'egoItems' | RowNames;

const gradientKernel = defineKernel<GradientNames, Attributes>({
  name: 'HnlmPropagateRowsGradient',
  composed({ users, items, egoUsers, egoItems, userRows, itemRows }, { graph, layers }) {
    const dense = (source: Tensor, rows: Tensor, height: number) =>
      segmentSum(source as Tensor2D, rows.dataSync() as Int32Array, height);
    const spread = composedMeanOfLayers(
      dense(users, userRows, graph.users),
      dense(items, itemRows, graph.items),
      graph,
      layers,
    );
    return [
      spread[0].add(dense(egoUsers, userRows, graph.users)),
      spread[1].add(dense(egoItems, itemRows, graph.items)),
    ];
  },
  hnlm: ({ users, items, egoUsers, egoItems, userRows, itemRows }, { graph, layers }, backend) => [
    ...meanOfLayersGradient(
      backend,
      [users, items],
      [egoUsers, egoItems],
      [userRows, itemRows],
      graph,
      layers,
    ),
  ],
});

const rowsKernel = defineKernel<'users' | 'items' | RowNames, Attributes>({
  name: 'HnlmPropagateRows',
  save: { inputs: ['userRows', 'itemRows'] },
  composed({ users, items, userRows, itemRows }, { graph, layers, whole }) {
    const means = whole
      ? [whole.users, whole.items]
      : composedMeanOfLayers(users as Tensor2D, items as Tensor2D, graph, layers);
    return [...means, users, items].map((table, n) =>
      table.gather((n % 2 === 0 ? userRows : itemRows).as1D()),
    );
  },
  hnlm({ users, items, userRows, itemRows }, { graph, layers, whole }, backend) {
    const lists = [userRows, itemRows] as const;
    const gather = (tables: Both<tf.TensorInfo>) =>
      tables.map((table, side) => gatherOnHnlm(backend, table, lists[side]));
    const means = whole
      ? gather([whole.users, whole.items])
      : meanOfLayers(backend, [users, items], graph, layers, lists);
    return [...means, ...gather([users, items])];
  },
  gradient(dy, [userRows, itemRows], { graph, layers }) {
    const [users, items, egoUsers, egoItems] = dy as Tensor[];
    const inputs = { users, items, egoUsers, egoItems, userRows, itemRows };
    const [toUsers, toItems] = gradientKernel(inputs, { graph, layers });
    return { users: () => toUsers, items: () => toItems };
  },
});

/** How a propagation averages its layers, and what is added to them. */
export interface PropagationOptions {
  /** K */
  readonly layers: number;
  /** Whether layer 0, the tables themselves, is one of the layers that are averaged; default true. */
  readonly ownLayer?: boolean;
  /** Noise in each layer from 1 on (SimGCL, Yu et al. 2022, eq. 7-9); gradients are those without it. */
  readonly noise?: LayerNoise;
}

/** The same in operations that are differentiable by themselves. */
function plainPropagation(
  tables: Embeddings,
  graph: BipartiteGraph,
  { layers, ownLayer, noise }: PropagationOptions,
): Propagation {
  const all: Embeddings[] = [tables];
  for (let layer = 0; layer < layers; layer++) {
    const mean = propagate(all[layer], graph, { layers: 1 });
    const next = (side: 'users' | 'items') => mean[side].mul(2).sub(all[layer][side]) as Tensor2D;
    const [users, items] = [next('users'), next('items')];
    const perturbed = (x: Tensor2D) => (noise ? perturb(x, noise.epsilon, noise.random) : x);
    all.push({ users: perturbed(users), items: perturbed(items) });
  }
  const used = ownLayer ? all : all.slice(1);
  const mean = (side: 'users' | 'items') => tf.addN(used.map((one) => one[side])).div(used.length) as Tensor2D;
  const whole = { users: mean('users'), items: mean('items') };
  const rowsOf = (from: Embeddings, userList: Int32Array, itemList: Int32Array): Embeddings => ({
    users: gatherRows(from.users, userList),
    items: gatherRows(from.items, itemList),
  });
  const withEgo = (rows: Embeddings, userList: Int32Array, itemList: Int32Array): PropagatedRows => {
    const ego = rowsOf(tables, userList, itemList);
    return { ...rows, egoUsers: ego.users, egoItems: ego.items };
  };
  return {
    all: () => whole,
    rows: (userList, itemList) => withEgo(rowsOf(whole, userList, itemList), userList, itemList),
    hops: {
      all: () => below(used),
      rows: (userList, itemList) =>
        withEgo(below(used.map((one) => rowsOf(one, userList, itemList))), userList, itemList),
    },
  };
}

/**
 * Prepares a propagation (see {@link propagate}) of which only some rows are wanted with gradient, as in a training
 * step. Rows that are asked for after all embeddings were computed are taken from those.
 *
 * Call it inside a `tf.tidy`: what it holds is disposed there.
 *
 * @throws HnlmError `SHAPE`, `ROW_RANGE`
 */
export function propagation(
  tables: Embeddings,
  graph: BipartiteGraph,
  { layers, ownLayer = true, noise }: PropagationOptions,
): Propagation {
  checkTables(tables, graph);
  const { users, items } = tables;
  if (!ownLayer || noise) return plainPropagation(tables, graph, { layers, ownLayer, noise });
  let whole: Embeddings | undefined;
  return {
    all() {
      whole ??= propagate(tables, graph, { layers });
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
      const attributes = whole ? { graph, layers, whole } : { graph, layers };
      const outputs = rowsKernel({ users, items, userRows, itemRows }, attributes);
      const [rowUsers, rowItems, egoUsers, egoItems] = outputs as Tensor2D[];
      return { users: rowUsers, items: rowItems, egoUsers, egoItems };
    },
    hops: {
      all: () => below(layersOf(tables, graph, layers)),
      rows(userList, itemList) {
        const parts = layersOf(tables, graph, layers).map((layer) => ({
          users: gatherRows(layer.users, userList),
          items: gatherRows(layer.items, itemList),
        }));
        return { ...below(parts), egoUsers: parts[0].users, egoItems: parts[0].items };
      },
    },
  };
}

/** Layer k is (k + 1) times the mean over 0..k minus k times that over 0..k - 1. */
function layersOf(tables: Embeddings, graph: BipartiteGraph, layers: number): Embeddings[] {
  const means = Array.from({ length: layers + 1 }, (_, k) => propagate(tables, graph, { layers: k }));
  const layer = (k: number, side: 'users' | 'items') =>
    (k === 0 ? means[0][side] : means[k][side].mul(k + 1).sub(means[k - 1][side].mul(k))) as Tensor2D;
  return means.map((_, k) => ({ users: layer(k, 'users'), items: layer(k, 'items') }));
}

const below = (parts: readonly Embeddings[]): Embeddings => ({
  users: tf.concat(parts.map(({ users }) => users)),
  items: tf.concat(parts.map(({ items }) => items)),
});

import { HnlmError } from '@hnlm/core';
import type { Tensor, Tensor2D, TensorInfo } from '@tensorflow/tfjs';
import * as tf from '@tensorflow/tfjs';
import type { HnlmBackend } from '../backend.ts';
import { checkRows } from '../check-rows.ts';
import { defineKernel } from '../define-kernel.ts';
import type { BipartiteGraph } from '../graph.ts';
import { gatherOnHnlm, gatherRows } from './gather-rows.ts';
import { type DrawnNoise, drawNoise, type LayerNoise } from './layer-noise.ts';
import { checkTables, type Embeddings, propagateLayers } from './propagate.ts';
import { layersOf, meanOf, stackOf, transposeOf } from './propagate-composed.ts';
import { type Both, computeLayers, type Layering, layersGradient } from './propagate-hnlm.ts';
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
  /**
   * Embeddings of some users, `[n, d]`, and of all items, `[items, d]`: what candidates are scored by. Users must not repeat.
   */
  forUsers(users: Int32Array): Embeddings;
  /** Computes the last layer for these rows alone; the gradient is compact until it spreads. Rows must not repeat. */
  rows(users: Int32Array, items: Int32Array): PropagatedRows;
  /**
   * Computes the same rows, and beside them how they come out with other noise. The gradients of all of them are added
   * up before they spread, so that views cost no backward pass of their own.
   */
  rowsAndViews(
    users: Int32Array,
    items: Int32Array,
    views: readonly LayerNoise[],
  ): PropagatedRows & { readonly views: readonly Embeddings[] };
  /**
   * The layers that are averaged, 0 to K or 1 to K, below each other: with n rows, the layer at place p has the rows from
   * p * n on.
   */
  readonly hops: PropagatedHops;
}

/** The layers of a propagation, of some rows; P is how many are averaged. */
export interface PropagatedHops {
  /** Of some users and of all items, `[P * n, d]` and `[P * items, d]`. Users must not repeat. */
  forUsers(users: Int32Array): Embeddings;
  /**
   * `[P * n, d]` and `[P * m, d]`, differentiable. Rows must not repeat. After `forUsers` of the same users they are taken
   * from there.
   */
  rows(users: Int32Array, items: Int32Array): PropagatedRows;
}

/** How a propagation averages its layers, and what is added to them. */
export interface PropagationOptions {
  /** K */
  readonly layers: number;
  /** Whether layer 0, the tables themselves, is one of the layers that are averaged; default true. */
  readonly ownLayer?: boolean;
  /** Noise in each layer from 1 on (SimGCL, Yu et al. 2022, eq. 7-9); gradients are those without it. */
  readonly noise?: LayerNoise;
}

interface GradientAttributes extends Layering {
  /** Whether gradients are those of the parts, or of their mean. */
  readonly parts: boolean;
}

/** Rows that were computed before. */
interface KnownRows extends Embeddings {
  /** Whether users are those that are wanted now, and not all. */
  readonly listed: boolean;
}

interface RowsAttributes extends GradientAttributes {
  /** What is known of the means or the parts that are wanted. */
  readonly known?: KnownRows;
  /** Whether rows of layer 0 are wanted. */
  readonly ego: boolean;
  readonly views: readonly DrawnNoise[];
}

type RowNames = 'userRows' | 'itemRows';
type GradientNames = 'users' | 'items' | 'egoUsers' | 'egoItems' | RowNames;

const places = (layering: Layering) => layering.layers + (layering.ownLayer ? 1 : 0);

const gradientKernel = defineKernel<GradientNames, GradientAttributes>({
  name: 'HnlmPropagateRowsGradient',
  composed({ users, items, egoUsers, egoItems, userRows, itemRows }, { parts, ...layering }) {
    const { graph } = layering;
    const dense = (source: Tensor, rows: Tensor, height: number) =>
      segmentSum(source as Tensor2D, rows.dataSync() as Int32Array, height);
    const part = (source: Tensor, place: number, rows: Tensor): Tensor => {
      const [n, d] = [rows.shape[0], source.shape[1] as number];
      return parts ? source.slice([place * n, 0], [n, d]) : source.div(places(layering));
    };
    const gradients = Array.from(
      { length: places(layering) },
      (_, place) =>
        [
          dense(part(users, place, userRows), userRows, graph.users),
          dense(part(items, place, itemRows), itemRows, graph.items),
        ] as const,
    );
    const [toUsers, toItems] = transposeOf(gradients, layering);
    return [
      toUsers.add(dense(egoUsers, userRows, graph.users)),
      toItems.add(dense(egoItems, itemRows, graph.items)),
    ];
  },
  hnlm: ({ users, items, egoUsers, egoItems, userRows, itemRows }, { parts, ...layering }, backend) => [
    ...layersGradient(backend, [users, items], [egoUsers, egoItems], [userRows, itemRows], layering, parts),
  ],
});

/** Rows of the mean or the parts, rows of layer 0, and rows of the mean in each view. */
const rowsKernel = defineKernel<'users' | 'items' | RowNames, RowsAttributes>({
  name: 'HnlmPropagateRows',
  save: { inputs: ['userRows', 'itemRows'] },
  composed({ users, items, userRows, itemRows }, { parts, known, ego: _, views, ...layering }) {
    const lists = [userRows.as1D(), itemRows.as1D()] as [tf.Tensor1D, tf.Tensor1D];
    const gather = (tables: Both<Tensor>): Both<Tensor2D> => [
      tables[0].gather(lists[0]) as Tensor2D,
      tables[1].gather(lists[1]) as Tensor2D,
    ];
    const layers = (of: Layering) => layersOf(users as Tensor2D, items as Tensor2D, of).map(gather);
    const rows = known && !known.listed ? gather([known.users, known.items]) : undefined;
    return [
      ...(rows ?? (parts ? stackOf(layers(layering)) : meanOf(layers(layering)))),
      ...gather([users, items]),
      ...views.flatMap((noise) => meanOf(layers({ ...layering, noise }))),
    ];
  },
  hnlm({ users, items, userRows, itemRows }, { parts, known, ego: wantsEgo, views, ...layering }, backend) {
    const lists = [userRows, itemRows] as const;
    const tables = [users, items] as const;
    const ego = tables.map((table, side) =>
      wantsEgo ? gatherOnHnlm(backend, table, lists[side]) : backend.allocate([0, table.shape[1]], 'float32'),
    );
    const wanted = { mean: !known && !parts, parts: !known && parts };
    const computed =
      known && views.length === 0 ? [] : computeLayers(backend, tables, layering, wanted, { lists, views });
    const rows = known ? knownRows(backend, known, lists, items.shape[0]) : computed.splice(0, 2);
    return [...rows, ...ego, ...computed];
  },
  gradient(dy, [userRows, itemRows], { graph, layers, ownLayer, parts, ego }) {
    const [users, items, ofUsers, ofItems, ...views] = dy as Tensor2D[];
    const whole = (given: Tensor, rows: Tensor) =>
      ego ? given : tf.zeros([rows.size, given.shape[1] as number]);
    const [egoUsers, egoItems] = [whole(ofUsers, userRows), whole(ofItems, itemRows)];
    const sum = (own: Tensor2D, side: 0 | 1) => {
      const all = [own, ...views.filter((_, n) => n % 2 === side)];
      return all.length === 1 ? own : (tf.addN(all) as Tensor2D);
    };
    const inputs = { users: sum(users, 0), items: sum(items, 1), egoUsers, egoItems, userRows, itemRows };
    const [toUsers, toItems] = gradientKernel(inputs, { graph, layers, ownLayer, parts });
    return { users: () => toUsers, items: () => toItems };
  },
});

/**
 * Prepares a propagation (see {@link propagate}) of which only some rows are wanted with gradient, as in a training
 * step. Rows that are asked for after all embeddings were computed are taken from those.
 *
 * Call it inside a `tf.tidy`: what it holds is disposed there.
 *
 * @throws HnlmError `SHAPE`, `ROW_RANGE`, `OPTION` where there is no layer to average
 */
export function propagation(
  tables: Embeddings,
  graph: BipartiteGraph,
  { layers, ownLayer = true, noise }: PropagationOptions,
): Propagation {
  checkTables(tables, graph);
  if (layers === 0 && !ownLayer) {
    throw new HnlmError('a propagation of 0 layers without the own one averages nothing', {
      code: 'OPTION',
      hint: 'Set layers to at least 1, or ownLayer to true.',
    });
  }
  const { users, items } = tables;
  const layering: Layering = {
    graph,
    layers,
    ownLayer,
    ...(noise && { noise: drawNoise(noise, layers) }),
  };
  let whole: Embeddings | undefined = layers === 0 ? tables : undefined;
  const latest: { means?: ListedUsers; parts?: ListedUsers } = {};

  function rowsOf(
    kind: 'means' | 'parts',
    userList: Int32Array,
    itemList: Int32Array,
    { ego = true, views = [] }: { readonly ego?: boolean; readonly views?: readonly LayerNoise[] } = {},
  ) {
    const parts = kind === 'parts';
    checkRows(userList, graph.users, 'users');
    checkRows(itemList, graph.items, 'items');
    if (layers === 0) {
      const [u, i] = [gatherRows(users, userList), gatherRows(items, itemList)];
      return {
        users: u,
        items: i,
        egoUsers: u,
        egoItems: i,
        views: views.map(() => ({ users: u, items: i })),
      };
    }
    const [userRows, itemRows] = [userList, itemList].map((list) => tf.tensor1d(list, 'int32'));
    const known = whole && !parts ? { ...whole, listed: false } : listedRows(kind, userList);
    const outputs = rowsKernel(
      { users, items, userRows, itemRows },
      {
        ...layering,
        parts,
        ego,
        views: views.map((view) => drawNoise(view, layers)),
        ...(known && { known }),
      },
    ) as Tensor2D[];
    const [rowUsers, rowItems, egoUsers, egoItems, ...others] = outputs;
    return {
      users: rowUsers,
      items: rowItems,
      egoUsers,
      egoItems,
      views: views.map((_, n) => ({ users: others[2 * n], items: others[2 * n + 1] })),
    };
  }

  function listedRows(kind: 'means' | 'parts', list: Int32Array): KnownRows | undefined {
    const known = latest[kind];
    return known && sameList(known.list, list) ? known : undefined;
  }

  function forUsers(kind: 'means' | 'parts', list: Int32Array): Embeddings {
    let known = listedRows(kind, list);
    if (!known) {
      const rows = rowsOf(kind, list, everyItem(graph), { ego: false });
      known = { users: rows.users, items: rows.items, listed: true };
      latest[kind] = { ...known, list };
    }
    return known;
  }

  return {
    all() {
      whole ??= propagateLayers(tables, layering);
      return whole;
    },
    forUsers: (list) => forUsers('means', list),
    rows: (userList, itemList) => rowsOf('means', userList, itemList),
    rowsAndViews: (userList, itemList, views) => rowsOf('means', userList, itemList, { views }),
    hops: {
      forUsers: (list) => forUsers('parts', list),
      rows: (userList, itemList) => rowsOf('parts', userList, itemList),
    },
  };
}

const everyItemOf = new WeakMap<BipartiteGraph, Int32Array>();

function everyItem(graph: BipartiteGraph): Int32Array {
  let items = everyItemOf.get(graph);
  if (!items) {
    items = new Int32Array(graph.items).map((_, item) => item);
    everyItemOf.set(graph, items);
  }
  return items;
}

/** Rows of some users and of all items, and the users. */
interface ListedUsers extends KnownRows {
  readonly list: Int32Array;
}

const sameList = (one: Int32Array, other: Int32Array): boolean =>
  one === other || (one.length === other.length && one.every((row, n) => row === other[n]));

/**
 * Takes rows from known ones.
 *
 * @param height items of each part
 */
function knownRows(
  backend: HnlmBackend,
  { users, items, listed }: KnownRows,
  [userRows, itemRows]: Both<TensorInfo>,
  height: number,
): TensorInfo[] {
  if (!listed) return [gatherOnHnlm(backend, users, userRows), gatherOnHnlm(backend, items, itemRows)];
  const copy = backend.allocate(users.shape, 'float32');
  backend.float32(copy).set(backend.float32(users));
  return [copy, gatherParts(backend, items, itemRows, height)];
}

/** Rows of each part of a table whose parts lie below each other, `height` rows each. */
function gatherParts(backend: HnlmBackend, table: TensorInfo, list: TensorInfo, height: number): TensorInfo {
  const count = table.shape[0] / height;
  const [n] = list.shape;
  const rows = backend.allocate([count * n], 'int32');
  const [from, to] = [backend.int32(list), backend.int32(rows)];
  for (let place = 0; place < count; place++) {
    for (let row = 0; row < n; row++) to[place * n + row] = place * height + from[row];
  }
  const out = gatherOnHnlm(backend, table, rows);
  backend.disposeIntermediateTensorInfo(rows);
  return out;
}

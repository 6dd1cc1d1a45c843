import type { TensorInfo } from '@tensorflow/tfjs';
import type { HnlmBackend } from '../backend.ts';
import type { BipartiteGraph, SparseTensor } from '../graph.ts';

/** A gradient that is zero but for some rows. */
export interface SparseRows {
  /** Compact rows, `[n, d]`. */
  readonly rows: TensorInfo;
  /** For each row of the table its place in `rows`, or -1: int32 `[height]`. */
  readonly places: TensorInfo;
}

const sides = (graph: BipartiteGraph): SparseTensor[] => [graph.toUsers, graph.toItems];

/** Computes layers 1 to K - 1, users and items in turn. */
export function innerLayers(
  backend: HnlmBackend,
  users: TensorInfo,
  items: TensorInfo,
  graph: BipartiteGraph,
  layers: number,
): TensorInfo[] {
  const result: TensorInfo[] = [];
  let from = [users, items];
  for (let layer = 1; layer < layers; layer++) {
    from = sides(graph).map((matrix, side) => {
      const to = backend.allocate(from[side].shape, 'float32');
      multiply(backend, matrix, from[1 - side], to);
      return to;
    });
    result.push(...from);
  }
  return result;
}

/**
 * Computes the mean of layers 0 to K from layers 0 to K - 1: the last layer is never held.
 *
 * @param layers users and items in turn
 * @param rows rows wanted of users and items, int32; all where absent
 */
export function meanOfLayers(
  backend: HnlmBackend,
  layers: readonly TensorInfo[],
  graph: BipartiteGraph,
  rows?: readonly TensorInfo[],
): TensorInfo[] {
  const d = layers[0].shape[1];
  return sides(graph).map((matrix, side) => {
    const own = layers.filter((_, n) => n % 2 === side);
    const last = layers[layers.length - 1 - side];
    const count = rows ? rows[side].shape[0] : layers[side].shape[0];
    const out = backend.allocate([count, d], 'float32');
    const list = backend.allocate([own.length], 'int32');
    backend.int32(list).set(own.map((info) => backend.address(info)));
    backend.wasm.overRows(
      'finishRows',
      count,
      rows ? backend.address(rows[side]) : 0,
      backend.address(list),
      own.length,
      ...addresses(backend, matrix),
      backend.address(last),
      d,
      1 / (own.length + 1),
      backend.address(out),
    );
    backend.disposeIntermediateTensorInfo(list);
    return out;
  });
}

/**
 * Computes the transpose of {@link meanOfLayers} for a gradient that is zero but for some rows, by Horner's rule:
 * with g scaled by 1 / (K + 1), g + Â(g + Â(g + ...)), where the innermost product reads only the rows of g.
 *
 * @param g gradients of the embeddings, users and items
 * @param ego gradients of the rows of layer 0, in the same places
 */
export function meanOfLayersGradient(
  backend: HnlmBackend,
  g: readonly [SparseRows, SparseRows],
  ego: readonly [TensorInfo, TensorInfo],
  graph: BipartiteGraph,
  layers: number,
): TensorInfo[] {
  const d = g[0].rows.shape[1];
  const scale = 1 / (layers + 1);
  const scaled = g.map(({ rows }) => {
    const info = backend.allocate(rows.shape, 'float32');
    const [from, to] = [backend.float32(rows), backend.float32(info)];
    for (let n = 0; n < to.length; n++) to[n] = from[n] * scale;
    return info;
  });
  let from: TensorInfo[] = [];
  for (let layer = 0; layer < layers; layer++) {
    const innermost = layer === 0;
    const to = sides(graph).map((matrix, side) => {
      const height = side === 0 ? graph.users : graph.items;
      const out = backend.allocate([height, d], 'float32');
      backend.wasm.overRows(
        'multiply',
        height,
        ...addresses(backend, matrix),
        backend.address(innermost ? scaled[1 - side] : from[1 - side]),
        d,
        backend.address(out),
        innermost ? backend.address(g[1 - side].places) : 0,
        backend.address(g[side].places),
        backend.address(scaled[side]),
        1,
        layer === layers - 1 ? backend.address(ego[side]) : 0,
      );
      return out;
    });
    for (const info of from) backend.disposeIntermediateTensorInfo(info);
    from = to;
  }
  for (const info of scaled) backend.disposeIntermediateTensorInfo(info);
  return from;
}

function multiply(backend: HnlmBackend, matrix: SparseTensor, x: TensorInfo, y: TensorInfo): void {
  const [height, d] = y.shape;
  backend.wasm.overRows(
    'multiply',
    height,
    ...addresses(backend, matrix),
    backend.address(x),
    d,
    backend.address(y),
    0,
    0,
    0,
    1,
    0,
  );
}

function addresses(
  backend: HnlmBackend,
  { indptr, indices, weights }: SparseTensor,
): [number, number, number] {
  return [backend.address(indptr), backend.address(indices), backend.address(weights)];
}

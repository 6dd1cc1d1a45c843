import type { TensorInfo } from '@tensorflow/tfjs';
import type { HnlmBackend } from '../backend.ts';
import type { BipartiteGraph, GraphSide } from '../graph.ts';

/** A gradient that is zero but for some rows. */
export interface SparseRows {
  /** Compact rows, `[n, d]`. */
  readonly rows: TensorInfo;
  /** The row of the table that each compact row belongs to: int32 `[n]`. */
  readonly list: TensorInfo;
}

const sides = (graph: BipartiteGraph): GraphSide[] => [graph.userSide, graph.itemSide];

/** Numbers of a call that are 0 (absent) unless given. */
interface Product {
  readonly rowScales: TensorInfo;
  readonly sourceScales?: TensorInfo;
  readonly sourcePlaces?: TensorInfo;
  readonly places?: TensorInfo;
  readonly g?: TensorInfo;
  readonly ego?: TensorInfo;
}

/** y = A x with what {@link Product} says; `side` is that of y. */
function multiply(
  backend: HnlmBackend,
  side: GraphSide,
  x: TensorInfo,
  y: TensorInfo,
  product: Product,
): void {
  const [height, d] = y.shape;
  const at = (info: TensorInfo | undefined) => (info ? backend.address(info) : 0);
  const { rowScales, sourceScales, sourcePlaces, places, g, ego } = product;
  const matrix = [at(side.indptr), at(side.indices)];
  const given = [rowScales, sourceScales, sourcePlaces, places, g, ego].map(at);
  backend.wasm.overRows('multiply', height, ...matrix, at(x), d, at(y), ...given);
}

/**
 * Computes layers 1 to K - 1, users and items in turn. They are held scaled by 1 / sqrt(degree), so that the next
 * product has nothing to multiply.
 */
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
    from = sides(graph).map((side, n) => {
      const to = backend.allocate(from[n].shape, 'float32');
      const first = layer === 1 ? { sourceScales: sides(graph)[1 - n].scales } : {};
      multiply(backend, side, from[1 - n], to, { rowScales: side.inverses, ...first });
      return to;
    });
    result.push(...from);
  }
  return result;
}

/**
 * Computes the mean of layers 0 to K from layers 0 to K - 1: the last layer is never held.
 *
 * @param inner what {@link innerLayers} returned
 * @param rows rows wanted of users and items, int32; all where absent
 */
export function meanOfLayers(
  backend: HnlmBackend,
  tables: readonly [TensorInfo, TensorInfo],
  inner: readonly TensorInfo[],
  graph: BipartiteGraph,
  rows?: readonly TensorInfo[],
): TensorInfo[] {
  const d = tables[0].shape[1];
  const at = (info: TensorInfo) => backend.address(info);
  return sides(graph).map((side, n) => {
    const own = inner.filter((_, index) => index % 2 === n);
    const last = own.length > 0 ? inner[inner.length - 1 - n] : tables[1 - n];
    const count = rows ? rows[n].shape[0] : tables[n].shape[0];
    const out = backend.allocate([count, d], 'float32');
    const list = backend.allocate([own.length], 'int32');
    backend.int32(list).set(own.map(at));
    backend.wasm.overRows(
      'finishRows',
      count,
      rows ? at(rows[n]) : 0,
      at(tables[n]),
      at(list),
      own.length,
      at(side.roots),
      at(side.indptr),
      at(side.indices),
      at(last),
      d,
      at(side.scales),
      own.length > 0 ? 0 : at(sides(graph)[1 - n].scales),
      1 / (own.length + 2),
      at(out),
    );
    backend.disposeIntermediateTensorInfo(list);
    return out;
  });
}

/**
 * Computes the transpose of {@link meanOfLayers} for a gradient that is zero but for some rows, by Horner's rule:
 * with g scaled by 1 / (K + 1), g + Â(g + Â(g + ...)), where the innermost product reads only the rows of g.
 *
 * @param gradients gradients of the embeddings, users and items
 * @param ego gradients of the rows of layer 0, in the same places
 */
export function meanOfLayersGradient(
  backend: HnlmBackend,
  gradients: readonly [SparseRows, SparseRows],
  ego: readonly [TensorInfo, TensorInfo],
  graph: BipartiteGraph,
  layers: number,
): TensorInfo[] {
  const compact = gradients.map((gradient, n) => compactForms(backend, gradient, sides(graph)[n], layers));
  let from: TensorInfo[] = [];
  for (let layer = 0; layer < layers; layer++) {
    const innermost = layer === 0;
    const outermost = layer === layers - 1;
    const to = sides(graph).map((side, n) => {
      const [own, other] = [compact[n], compact[1 - n]];
      const out = backend.allocate([side.scales.shape[0], own.g.shape[1]], 'float32');
      multiply(backend, side, innermost ? other.scaled : from[1 - n], out, {
        rowScales: outermost ? side.scales : side.inverses,
        places: own.places,
        g: outermost ? own.g : own.scaled,
        ...(innermost && { sourcePlaces: other.places }),
        ...(outermost && { ego: ego[n] }),
      });
      return out;
    });
    for (const info of from) backend.disposeIntermediateTensorInfo(info);
    from = to;
  }
  for (const forms of compact) {
    for (const info of Object.values(forms)) backend.disposeIntermediateTensorInfo(info);
  }
  return from;
}

interface CompactForms {
  /** Divided by the number of layers. */
  readonly g: TensorInfo;
  /** The same, times 1 / sqrt(degree). */
  readonly scaled: TensorInfo;
  /** For each row of the table its compact row, or -1: int32. */
  readonly places: TensorInfo;
}

function compactForms(
  backend: HnlmBackend,
  { rows, list }: SparseRows,
  side: GraphSide,
  layers: number,
): CompactForms {
  const [g, scaled] = [backend.allocate(rows.shape, 'float32'), backend.allocate(rows.shape, 'float32')];
  const places = backend.allocate(side.scales.shape, 'int32');
  const [from, plain, product] = [rows, g, scaled].map((info) => backend.float32(info));
  const scales = backend.float32(side.scales);
  const placeOf = backend.int32(places).fill(-1);
  const d = rows.shape[1];
  for (const [n, row] of backend.int32(list).entries()) {
    placeOf[row] = n;
    for (let c = n * d; c < (n + 1) * d; c++) {
      plain[c] = from[c] / (layers + 1);
      product[c] = plain[c] * scales[row];
    }
  }
  return { g, scaled, places };
}

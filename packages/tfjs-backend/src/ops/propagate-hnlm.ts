import type { TensorInfo } from '@tensorflow/tfjs';
import type { HnlmBackend } from '../backend.ts';
import type { BipartiteGraph, GraphSide } from '../graph.ts';

/** A value for the users and one for the items. */
export type Both<T> = readonly [ofUsers: T, ofItems: T];

/** Columns that a kernel computes at a time. */
const blockWidth = 16;

/** The two sides in the order that the kernels take: the one with more nodes is walked, the other one is looked up. */
interface Orientation {
  readonly long: GraphSide;
  readonly short: GraphSide;
  /** Puts a pair (users, items) into the order (long, short), or back. */
  order<T>(both: Both<T>): Both<T>;
}

function orientation({ userSide, itemSide }: BipartiteGraph): Orientation {
  return userSide.nodes >= itemSide.nodes
    ? { long: userSide, short: itemSide, order: (both) => both }
    : { long: itemSide, short: userSide, order: ([users, items]) => [items, users] };
}

/** Computes the mean of layers 0 to K, of all rows or of some: int32 lists without repeats. */
export function meanOfLayers(
  backend: HnlmBackend,
  tables: Both<TensorInfo>,
  graph: BipartiteGraph,
  layers: number,
  lists?: Both<TensorInfo>,
): Both<TensorInfo> {
  const { long, short, order } = orientation(graph);
  const [tableL, tableS] = order(tables);
  const [listL, listS] = lists ? order(lists) : [];
  const d = tableL.shape[1] as number;
  const [countL, countS] = [listL?.shape[0] ?? long.nodes, listS?.shape[0] ?? short.nodes];
  const [outL, outS] = [countL, countS].map((count) => backend.allocate([count, d], 'float32'));
  const marks = listL && markRows(backend, listL, long.nodes);
  const at = (info: TensorInfo | undefined) => (info ? backend.address(info) : 0);
  withScratch(backend, long.nodes + 2 * short.nodes + countL + countS, (scratch) =>
    backend.wasm.run(
      'propagate',
      { count: Math.ceil(d / blockWidth), floats: graph.edges * d * layers },
      d,
      layers,
      long.nodes,
      short.nodes,
      at(long.indptr),
      at(long.indices),
      at(long.scales),
      at(short.scales),
      at(tableL),
      at(tableS),
      at(listL),
      countL,
      at(marks),
      at(listS),
      countS,
      at(outL),
      at(outS),
      scratch,
    ),
  );
  if (marks) backend.disposeIntermediateTensorInfo(marks);
  return order([outL, outS]);
}

/**
 * Computes the transpose of {@link meanOfLayers} for gradients of some rows; the others are zero.
 *
 * @param gradients gradients of the means, `[n, d]` and `[m, d]`
 * @param ego gradients of the same rows of layer 0
 */
export function meanOfLayersGradient(
  backend: HnlmBackend,
  gradients: Both<TensorInfo>,
  ego: Both<TensorInfo>,
  lists: Both<TensorInfo>,
  graph: BipartiteGraph,
  layers: number,
): Both<TensorInfo> {
  const { long, short, order } = orientation(graph);
  const [gL, gS] = order(gradients);
  const [egoL, egoS] = order(ego);
  const [listL, listS] = order(lists);
  const d = gL.shape[1] as number;
  const [countL, countS] = [listL.shape[0] as number, listS.shape[0] as number];
  const [outL, outS] = [long, short].map(({ nodes }) => backend.allocate([nodes, d], 'float32'));
  const marks = markRows(backend, listL, long.nodes);
  const at = (info: TensorInfo) => backend.address(info);
  withScratch(backend, long.nodes + 2 * short.nodes + countL + countS, (scratch) =>
    backend.wasm.run(
      'propagateGradient',
      { count: Math.ceil(d / blockWidth), floats: graph.edges * d * layers },
      d,
      layers,
      long.nodes,
      short.nodes,
      at(long.indptr),
      at(long.indices),
      at(long.scales),
      at(short.scales),
      at(gL),
      at(gS),
      at(egoL),
      at(egoS),
      at(listL),
      countL,
      at(marks),
      at(listS),
      countS,
      at(outL),
      at(outS),
      scratch,
    ),
  );
  backend.disposeIntermediateTensorInfo(marks);
  return order([outL, outS]);
}

/** A byte for each row of a side: 1 where it is listed. */
function markRows(backend: HnlmBackend, list: TensorInfo, nodes: number): TensorInfo {
  const marks = backend.allocate([nodes], 'bool');
  const bytes = backend.uint8(marks).fill(0);
  for (const row of backend.int32(list)) bytes[row] = 1;
  return marks;
}

/** Lends each thread so many blocks. */
function withScratch(backend: HnlmBackend, blocks: number, use: (address: number) => void): void {
  const { heap, threads } = backend.wasm;
  const bytes = blocks * blockWidth * 4 * threads;
  const address = heap.allocate(bytes);
  try {
    use(address);
  } finally {
    heap.free(address, bytes);
  }
}

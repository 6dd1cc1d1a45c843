import type { TensorInfo } from '@tensorflow/tfjs';
import { type Arena, createArena } from '../arena.ts';
import type { HnlmBackend } from '../backend.ts';
import type { BipartiteGraph, GraphSide } from '../graph.ts';
import { type DrawnNoise, groupWidth } from './layer-noise.ts';
import { floatsPerNumber } from './random.ts';

/** A value for the users and one for the items. */
export type Both<T> = readonly [ofUsers: T, ofItems: T];

/** What a propagation computes. */
export interface Layering {
  readonly graph: BipartiteGraph;
  /** K */
  readonly layers: number;
  /** Whether layers count from 0, else from 1. */
  readonly ownLayer: boolean;
  readonly noise?: DrawnNoise;
}

/** What is made of the layers: their mean, each of them below the other, or both at once. */
export interface LayerOutputs {
  readonly mean: boolean;
  readonly parts: boolean;
}

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

/**
 * Computes the layers of all rows or of some: int32 lists without repeats.
 *
 * @param views noise of further means, which share the first product
 * @returns users and items of the mean, then of the parts, of what is asked for, then of the mean of each view
 */
export function computeLayers(
  backend: HnlmBackend,
  tables: Both<TensorInfo>,
  { graph, layers, ownLayer, noise }: Layering,
  { mean, parts }: LayerOutputs,
  { lists, views = [] }: { readonly lists?: Both<TensorInfo>; readonly views?: readonly DrawnNoise[] } = {},
): TensorInfo[] {
  const { long, short, order } = orientation(graph);
  const [tableL, tableS] = order(tables);
  const [listL, listS] = lists ? order(lists) : [];
  const d = tableL.shape[1] as number;
  const [countL, countS] = [listL?.shape[0] ?? long.nodes, listS?.shape[0] ?? short.nodes];
  const [firstL, firstS] = order([0, graph.users]);
  const own = ownLayer ? 1 : 0;
  const outputs = (heights: number): Both<TensorInfo> => [
    backend.allocate([heights * countL, d], 'float32'),
    backend.allocate([heights * countS, d], 'float32'),
  ];
  const stacks = parts ? outputs(layers + own) : undefined;
  const runs = [noise, ...views].map((of, run) => ({
    noise: of,
    out: run > 0 || mean ? outputs(1) : undefined,
  }));
  const marks = listL && markRows(backend, listL, long.nodes);
  const at = (info: TensorInfo | undefined) => (info ? backend.address(info) : 0);
  const arena = createArena(backend.wasm.heap);
  try {
    const described = runs.flatMap(({ noise: of, out }) => {
      const make = (side: NoisySide) => (of ? makeNoise(backend, arena, of, side, layers, d) : noNoise);
      const ofL = make({ side: long, first: firstL, list: listL });
      const ofS = make({ side: short, first: firstS, list: listS, scales: short.scales });
      return [at(out?.[0]), at(out?.[1]), ofL.bytes, ofS.bytes, ofL.factors, ofS.factors];
    });
    const spare = runs.length > 1 ? long.nodes + short.nodes : 0;
    const blocks = long.nodes + 2 * short.nodes + countL + countS + spare;
    const scratch = arena.take(scratchFloats(backend, blocks));
    backend.wasm.run(
      'propagate',
      { count: Math.ceil(d / blockWidth), floats: graph.edges * d * layers * runs.length },
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
      own,
      runs.length,
      arena.place(Int32Array.from(described)),
      at(stacks?.[0]),
      at(stacks?.[1]),
      scratch,
    );
  } finally {
    arena.free();
  }
  if (marks) backend.disposeIntermediateTensorInfo(marks);
  const [first, ...others] = runs.map(({ out }) => out);
  return [first, stacks, ...others].flatMap((both) => (both ? order(both) : []));
}

/**
 * Computes the transpose of {@link computeLayers} for gradients of some rows; the others are zero.
 *
 * @param gradients gradients of the mean, `[n, d]` and `[m, d]`, or of the parts
 * @param ego gradients of the same rows of layer 0
 */
export function layersGradient(
  backend: HnlmBackend,
  gradients: Both<TensorInfo>,
  ego: Both<TensorInfo>,
  lists: Both<TensorInfo>,
  { graph, layers, ownLayer }: Layering,
  parts: boolean,
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
  const arena = createArena(backend.wasm.heap);
  try {
    const scratch = arena.take(scratchFloats(backend, long.nodes + 2 * short.nodes + countL + countS));
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
      ownLayer ? 1 : 0,
      parts ? 1 : 0,
      at(outL),
      at(outS),
      scratch,
    );
  } finally {
    arena.free();
  }
  backend.disposeIntermediateTensorInfo(marks);
  return order([outL, outS]);
}

const noNoise = { bytes: 0, factors: 0 };

/** The nodes that noise is made for; the last layer needs only the listed ones. */
interface NoisySide {
  readonly side: GraphSide;
  /** Number of the first node, users before items. */
  readonly first: number;
  readonly list: TensorInfo | undefined;
  /** What the kernel holds the rows of this side divided by. */
  readonly scales?: TensorInfo;
}

/** Makes the noise of each layer in memory of the arena. */
function makeNoise(
  backend: HnlmBackend,
  arena: Arena,
  { keys, epsilon }: DrawnNoise,
  { side: { nodes }, first, list, scales }: NoisySide,
  layers: number,
  d: number,
): { bytes: number; factors: number } {
  const floats = (nodes * Math.ceil(d / groupWidth) * groupWidth) / 4;
  const [bytes, factors] = [arena.take(layers * floats), arena.take(layers * nodes)];
  for (const [layer, key] of keys.entries()) {
    const some = layer === layers - 1 ? list : undefined;
    const count = some?.shape[0] ?? nodes;
    backend.wasm.run(
      'makeNoise',
      { count, floats: (floatsPerNumber / 4) * count * d },
      ...([...key, epsilon, d, some ? backend.address(some) : 0, first, nodes] as const),
      scales ? backend.address(scales) : 0,
      bytes + layer * floats * 4,
      factors + layer * nodes * 4,
    );
  }
  return { bytes, factors };
}

/** A byte for each row of a side: 1 where it is listed. */
function markRows(backend: HnlmBackend, list: TensorInfo, nodes: number): TensorInfo {
  const marks = backend.allocate([nodes], 'bool');
  const bytes = backend.uint8(marks).fill(0);
  for (const row of backend.int32(list)) bytes[row] = 1;
  return marks;
}

/** Floats of so many blocks for each thread. */
function scratchFloats({ wasm }: HnlmBackend, blocks: number): number {
  return blocks * blockWidth * wasm.threads;
}

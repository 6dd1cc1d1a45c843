import type { TensorInfo } from '@tensorflow/tfjs';
import { createArena } from '../arena.ts';
import type { HnlmBackend } from '../backend.ts';
import type { BipartiteGraph, GraphSide } from '../graph.ts';
import type { DrawnNoise } from './layer-noise.ts';
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
 * @returns users and items of the mean, then of the parts, of what is asked for
 */
export function computeLayers(
  backend: HnlmBackend,
  tables: Both<TensorInfo>,
  { graph, layers, ownLayer, noise }: Layering,
  { mean, parts }: LayerOutputs,
  lists?: Both<TensorInfo>,
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
  const means = mean ? outputs(1) : undefined;
  const stacks = parts ? outputs(layers + own) : undefined;
  const marks = listL && markRows(backend, listL, long.nodes);
  const at = (info: TensorInfo | undefined) => (info ? backend.address(info) : 0);
  const arena = createArena(backend.wasm.heap);
  try {
    const perturbing = noise
      ? {
          keys: arena.place(Int32Array.from(noise.keys.flat())),
          ofL: arena.take(layers * long.nodes),
          ofS: arena.take(layers * short.nodes),
        }
      : { keys: 0, ofL: 0, ofS: 0 };
    if (noise) {
      const aside = arena.take(backend.wasm.threads * blockWidth);
      for (let layer = 0; layer < layers; layer++) {
        const last = layer === layers - 1;
        const sides = [
          { list: listL, count: countL, nodes: long.nodes, first: firstL, scales: 0, out: perturbing.ofL },
          {
            list: listS,
            count: countS,
            nodes: short.nodes,
            first: firstS,
            scales: at(short.scales),
            out: perturbing.ofS,
          },
        ];
        for (const { list, count, nodes, first, scales, out } of sides) {
          const rows = last ? count : nodes;
          backend.wasm.run(
            'noiseFactors',
            { count: rows, floats: (floatsPerNumber / 2) * rows * d },
            ...noise.keys[layer],
            noise.epsilon,
            d,
            last ? at(list) : 0,
            first,
            scales,
            out + layer * nodes * 4,
            aside,
          );
        }
      }
    }
    const scratch = arena.take(scratchFloats(backend, long.nodes + 2 * short.nodes + countL + countS));
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
      own,
      ...([at(means?.[0]), at(means?.[1]), at(stacks?.[0]), at(stacks?.[1])] as const),
      ...([perturbing.keys, perturbing.ofL, perturbing.ofS, firstL, firstS, scratch] as const),
    );
  } finally {
    arena.free();
  }
  if (marks) backend.disposeIntermediateTensorInfo(marks);
  return [means, stacks].flatMap((both) => (both ? order(both) : []));
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

/** A byte for each row of a side: 1 where it is listed. */
function markRows(backend: HnlmBackend, list: TensorInfo, nodes: number): TensorInfo {
  const marks = backend.allocate([nodes], 'bool');
  const bytes = backend.uint8(marks).fill(0);
  for (const row of backend.int32(list)) bytes[row] = 1;
  return marks;
}

/** Floats of so many blocks for each thread, and of the block that noise is made in. */
function scratchFloats({ wasm }: HnlmBackend, blocks: number): number {
  return (blocks + 1) * blockWidth * wasm.threads;
}

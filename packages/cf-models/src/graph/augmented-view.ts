import { type Csr, HnlmError, type Random } from '@hnlm/core';
import { bipartiteGraph, type Embeddings, propagation } from '@hnlm/tfjs-backend';
import * as tf from '@tensorflow/tfjs';
import { type Encoding, encodingOf } from '../encoding.ts';
import { dropEdges } from './drop-edges.ts';
import { dropNodes } from './drop-nodes.ts';

/** What a view leaves out: edges, nodes with all their edges, or other edges in each layer (a random walk). */
export type Augmentation = 'edge' | 'node' | 'walk';

/** How views are drawn. */
export interface AugmentedViewOptions {
  readonly augmentation: Augmentation;
  /** Share of edges or nodes that is left out. */
  readonly rate: number;
  readonly layers: number;
}

/** LightGCN on a part of the graph that was drawn anew; normalised by the degrees that are left. */
export interface AugmentedView {
  /** Propagates tables, differentiable in them; call it inside a `tf.tidy`. */
  encode(tables: Embeddings): Pick<Encoding, 'all' | 'rows'>;
  dispose(): void;
}

/** Draws a view of a graph (SGL, Wu et al. 2021, eq. 6-8). */
export function augmentedView(
  interactions: Csr,
  { augmentation, rate, layers }: AugmentedViewOptions,
  random: Random,
): AugmentedView {
  const drop = augmentation === 'node' ? dropNodes : dropEdges;
  const graphs = Array.from({ length: augmentation === 'walk' ? layers : 1 }, (_, layer) => {
    const left = drop(interactions, rate, random.split('layer', layer));
    if (left.indices.length > 0) return bipartiteGraph(left);
    throw new HnlmError(`a view without a share of ${rate} of the graph has no edge left`, {
      code: 'OPTION',
      hint: 'Lower the rate.',
      evidence: { rate, edges: interactions.indices.length },
    });
  });
  return {
    encode(tables) {
      if (augmentation !== 'walk') return propagation(tables, graphs[0], { layers });
      const all = [tables];
      for (const graph of graphs) {
        all.push(propagation(all[all.length - 1], graph, { layers: 1, ownLayer: false }).all());
      }
      const mean = (side: 'users' | 'items') =>
        tf.addN(all.map((layer) => layer[side])).div(all.length) as tf.Tensor2D;
      return encodingOf({ users: mean('users'), items: mean('items') });
    },
    dispose() {
      for (const graph of graphs) graph.dispose();
    },
  };
}

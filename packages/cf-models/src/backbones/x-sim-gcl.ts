import { HnlmError } from '@hnlm/core';
import { bipartiteGraph, type Embeddings, propagation } from '@hnlm/tfjs-backend';
import * as tf from '@tensorflow/tfjs';
import type { Backbone, TableOptions } from '../backbone.ts';
import { contrastiveTerm } from '../contrastive-term.ts';
import { embeddingTables } from '../embedding-tables.ts';
import { xavierInitialiser } from '../initialisers.ts';
import { firstRows, rememberRows } from '../remember-rows.ts';
import { checkContrast } from './check-contrast.ts';

/** Options of {@link xSimGCL}. Defaults are the best of SELFRec, the authors' code, on Yelp2018. */
export interface XSimGCLOptions extends TableOptions {
  /** Number of propagation layers K; default 3. */
  readonly layers?: number;
  /** l*, the layer that the mean is contrasted with, from 1 to K; default 1. */
  readonly contrastLayer?: number;
  /** ε, the length of the noise in each row of each layer; default .2. */
  readonly epsilon?: number;
  /** λ, the weight of the contrastive term; default .2. */
  readonly weight?: number;
  /** τ; default .15. */
  readonly temperature?: number;
}

/**
 * Makes XSimGCL (Yu et al., TKDE 2023): one noisy pass serves the ranking loss, as the mean over layers 1..K, and an
 * InfoNCE term between that mean and layer l* of the same pass, over the distinct users and positives of the batch. Used
 * without noise. Tables start from Xavier's uniform values (SELFRec).
 *
 * @throws HnlmError `OPTION`
 * @example
 * ```ts
 * const backbone = xSimGCL({ layers: 3, contrastLayer: 1, epsilon: 0.2, weight: 0.2 });
 * ```
 */
export function xSimGCL({
  layers = 3,
  contrastLayer = 1,
  epsilon = 0.2,
  weight = 0.2,
  temperature = 0.15,
  ...tableOptions
}: XSimGCLOptions = {}): Backbone {
  const { dim = 64, initialiser = xavierInitialiser() } = tableOptions;
  checkContrast('XSimGCL', { layers, weight, temperature });
  if (!(Number.isInteger(contrastLayer) && contrastLayer >= 1 && contrastLayer <= layers)) {
    throw new HnlmError(`there is no layer ${contrastLayer} of ${layers} to contrast with`, {
      code: 'OPTION',
      hint: 'Set contrastLayer to one of the layers, from 1 on.',
    });
  }
  return {
    name: 'XSimGCL',
    dimensions: dim,
    plan: `XSimGCL: the mean over layers 1 to ${layers}, d = ${dim}, trained with noise of length ${epsilon}, and ${weight} times InfoNCE (temperature ${temperature}, against the distinct users and positives of the batch) of that mean with layer ${contrastLayer}`,
    prepare(preparation) {
      const { parameters, tables } = embeddingTables(preparation, { dim, initialiser });
      const graph = bipartiteGraph(preparation.data.interactions);
      return {
        parameters,
        encode(pass) {
          const noise = pass && { epsilon, random: pass.random.split('noise') };
          const { all, rows, hops } = propagation(tables, graph, {
            layers,
            ownLayer: false,
            ...(noise && { noise }),
          });
          const byHop = { count: layers, pooling: 'mean', ...hops } as const;
          if (!pass) return { all, rows, hops: byHop };
          const { rows: rowsWithLayers, ofBatch } = rememberRows((users, items) => {
            const parts = hops.rows(users, items);
            const ofUsers = tf.split<tf.Tensor2D>(parts.users, layers);
            const ofItems = tf.split<tf.Tensor2D>(parts.items, layers);
            return {
              ...parts,
              users: mean(ofUsers),
              items: mean(ofItems),
              contrasted: { users: ofUsers[contrastLayer - 1], items: ofItems[contrastLayer - 1] },
            };
          });
          return {
            all,
            rows: rowsWithLayers,
            hops: byHop,
            auxiliaryLoss(batch) {
              const { users, items, rows: known } = ofBatch(batch);
              const ofBatchAlone = (tables: Embeddings) => firstRows(tables, users.length, items.length);
              const [means, layer] = [ofBatchAlone(known), ofBatchAlone(known.contrasted)];
              const term = (side: 'users' | 'items') =>
                contrastiveTerm({ anchors: means[side], others: layer[side], temperature });
              return term('users').add(term('items')).mul(weight);
            },
          };
        },
        dispose: graph.dispose,
      };
    },
  };
}

const mean = (parts: tf.Tensor2D[]) => tf.addN(parts).div(parts.length) as tf.Tensor2D;

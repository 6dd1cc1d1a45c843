import { HnlmError } from '@hnlm/core';
import { bipartiteGraph, propagation } from '@hnlm/tfjs-backend';
import * as tf from '@tensorflow/tfjs';
import type { Backbone, TableOptions } from '../backbone.ts';
import { embeddingTables } from '../embedding-tables.ts';
import { xavierInitialiser } from '../initialisers.ts';
import { rememberRows } from '../remember-rows.ts';
import { contrastOfBatch, contrastPlan } from './contrast-of-batch.ts';
import { checkContrast, type NoiseContrastOptions } from './contrast-options.ts';

/** Options of {@link xSimGCL}. */
export interface XSimGCLOptions extends TableOptions, NoiseContrastOptions {
  /** l*, the layer that the mean is contrasted with, from 1 to K; default 1. */
  readonly contrastLayer?: number;
}

/**
 * Makes XSimGCL (Yu et al., TKDE 2023): one noisy pass serves the ranking loss, as the mean over layers 1..K, and an
 * InfoNCE term between that mean and layer l* of the same pass, over the distinct users and positives of the batch. Used
 * without noise. Tables start from Xavier's uniform values (SELFRec).
 *
 * Defaults: layers 3, epsilon .2, weight .2, temperature .15, the best of SELFRec, the authors' code, on Yelp2018.
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
  checkContrast('XSimGCL', { layers, weight, temperature, epsilon });
  if (!(Number.isInteger(contrastLayer) && contrastLayer >= 1 && contrastLayer <= layers)) {
    throw new HnlmError(`there is no layer ${contrastLayer} of ${layers} to contrast with`, {
      code: 'OPTION',
      hint: 'Set contrastLayer to one of the layers, from 1 on.',
    });
  }
  return {
    name: 'XSimGCL',
    dimensions: dim,
    plan: `XSimGCL: the mean over layers 1 to ${layers}, d = ${dim}, trained with noise of length ${epsilon}, and ${contrastPlan({ weight, temperature })} of that mean with layer ${contrastLayer}`,
    prepare(preparation) {
      const { parameters, tables } = embeddingTables(preparation, { dim, initialiser });
      const graph = bipartiteGraph(preparation.data.interactions);
      return {
        parameters,
        encode(pass) {
          const noise = pass && { epsilon, random: pass.random.split('noise') };
          const { all, forUsers, rows, hops } = propagation(tables, graph, {
            layers,
            ownLayer: false,
            ...(noise && { noise }),
          });
          const byHop = { count: layers, pooling: 'mean', ...hops } as const;
          if (!pass) return { all, forUsers, rows, hops: byHop };
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
            forUsers,
            rows: rowsWithLayers,
            hops: byHop,
            auxiliaryLoss(batch) {
              const { rows: known, ...distinct } = ofBatch(batch);
              return contrastOfBatch(distinct, [known, known.contrasted], { weight, temperature });
            },
          };
        },
        dispose: graph.dispose,
      };
    },
  };
}

const mean = (parts: tf.Tensor2D[]) => tf.addN(parts).div(parts.length) as tf.Tensor2D;

import type { Random } from '@hnlm/core';
import { type BipartiteGraph, bipartiteGraph, type Embeddings, propagation } from '@hnlm/tfjs-backend';
import * as tf from '@tensorflow/tfjs';
import type { Backbone, TableOptions } from '../backbone.ts';
import { contrastiveTerm } from '../contrastive-term.ts';
import { embeddingTables } from '../embedding-tables.ts';
import type { Encoding } from '../encoding.ts';
import { xavierInitialiser } from '../initialisers.ts';
import { firstRows, rememberRows } from '../remember-rows.ts';
import { checkContrast } from './check-contrast.ts';

/** Options of {@link simGCL}. Defaults are the best of SELFRec, the authors' code, on Yelp2018. */
export interface SimGCLOptions extends TableOptions {
  /** Number of propagation layers K; default 3. */
  readonly layers?: number;
  /** ε, the length of the noise in each row of each layer; default .1. */
  readonly epsilon?: number;
  /** λ, the weight of the contrastive term; default .5. */
  readonly weight?: number;
  /** τ; default .2. */
  readonly temperature?: number;
}

/**
 * Makes SimGCL (Yu et al., SIGIR 2022): the mean over layers 1..K of LightGCN, without the tables themselves, and an InfoNCE
 * term that tells the distinct users and positives of a batch apart in two noisy passes (eq. 6-9). Noise of length ε is
 * added to each row of each layer. Tables start from Xavier's uniform values (SELFRec).
 *
 * @throws HnlmError `OPTION`
 * @example
 * ```ts
 * const backbone = simGCL({ layers: 2, epsilon: 0.1, weight: 0.5 });
 * ```
 */
export function simGCL({
  layers = 3,
  epsilon = 0.1,
  weight = 0.5,
  temperature = 0.2,
  ...tableOptions
}: SimGCLOptions = {}): Backbone {
  const { dim = 64, initialiser = xavierInitialiser() } = tableOptions;
  checkContrast('SimGCL', { layers, weight, temperature });
  return {
    name: 'SimGCL',
    dimensions: dim,
    plan: `SimGCL: the mean over layers 1 to ${layers}, d = ${dim}, and ${weight} times InfoNCE (temperature ${temperature}, against the distinct users and positives of the batch) of two passes with noise of length ${epsilon}`,
    prepare(preparation) {
      const { parameters, tables } = embeddingTables(preparation, { dim, initialiser });
      const graph = bipartiteGraph(preparation.data.interactions);
      return {
        parameters,
        encode(pass) {
          const clean = propagation(tables, graph, { layers, ownLayer: false });
          const { rows, ofBatch } = rememberRows(clean.rows);
          const encoding: Encoding = {
            all: clean.all,
            rows,
            hops: { count: layers, pooling: 'mean', ...clean.hops },
          };
          if (!pass) return encoding;
          return {
            ...encoding,
            auxiliaryLoss(batch) {
              const { users, items, rows: known } = ofBatch(batch);
              const cleanRows = firstRows(known, users.length, items.length);
              const [first, second] = ['first view', 'second view'].map((name) =>
                noisyRows(cleanRows, tables, graph, users, items, {
                  layers,
                  noise: { epsilon, random: pass.random.split(name) },
                }),
              );
              const term = (side: 'users' | 'items') =>
                contrastiveTerm({ anchors: first[side], others: second[side], temperature });
              return term('users').add(term('items')).mul(weight);
            },
          };
        },
        dispose: graph.dispose,
      };
    },
  };
}

interface NoisyPass {
  readonly layers: number;
  readonly noise: { readonly epsilon: number; readonly random: Random };
}

/**
 * Rows of a noisy pass with the gradient of the clean ones. Noise and the signs that it takes are constants, and the rest
 * of a pass is linear, so both have the same gradient, and one backward pass spreads it for all.
 */
function noisyRows(
  clean: Embeddings,
  tables: Embeddings,
  graph: BipartiteGraph,
  users: Int32Array,
  items: Int32Array,
  { layers, noise }: NoisyPass,
): Embeddings {
  const both = tf.concat([clean.users, clean.items]);
  const noisy = withValues(both, () => {
    const rows = propagation(tables, graph, { layers, ownLayer: false, noise }).rows(users, items);
    return tf.concat([rows.users, rows.items]);
  });
  const [ofUsers, ofItems] = tf.split<tf.Tensor2D>(noisy, [users.length, items.length]);
  return { users: ofUsers, items: ofItems };
}

/** Puts other values in the place of a tensor's own; the gradient passes unchanged. */
function withValues(x: tf.Tensor2D, values: () => tf.Tensor2D): tf.Tensor2D {
  return tf.customGrad<tf.Tensor2D>(() => ({
    value: values(),
    gradFunc: (dy: tf.Tensor2D) => dy.clone(),
  }))(x);
}

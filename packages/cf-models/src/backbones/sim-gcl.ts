import { bipartiteGraph, propagation } from '@hnlm/tfjs-backend';
import type { Backbone, TableOptions } from '../backbone.ts';
import { embeddingTables } from '../embedding-tables.ts';
import { xavierInitialiser } from '../initialisers.ts';
import { rememberRows } from '../remember-rows.ts';
import { contrastOfBatch, contrastPlan } from './contrast-of-batch.ts';
import { checkContrast, type NoiseContrastOptions } from './contrast-options.ts';

/** Options of {@link simGCL}. */
export interface SimGCLOptions extends TableOptions, NoiseContrastOptions {}

/**
 * Makes SimGCL (Yu et al., SIGIR 2022): the mean over layers 1..K of LightGCN, without the tables themselves, and an InfoNCE
 * term that tells the distinct users and positives of a batch apart in two noisy passes (eq. 6-9). Noise of length ε is
 * added to each row of each layer; its gradient is that of the clean pass, so that one backward pass serves all three.
 * Tables start from Xavier's uniform values (SELFRec).
 *
 * Defaults: layers 3, epsilon .1, weight .5, temperature .2, the best of SELFRec, the authors' code, on Yelp2018.
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
  checkContrast('SimGCL', { layers, weight, temperature, epsilon });
  return {
    name: 'SimGCL',
    dimensions: dim,
    plan: `SimGCL: the mean over layers 1 to ${layers}, d = ${dim}, and ${contrastPlan({ weight, temperature })} of two passes with noise of length ${epsilon}`,
    prepare(preparation) {
      const { parameters, tables } = embeddingTables(preparation, { dim, initialiser });
      const graph = bipartiteGraph(preparation.data.interactions);
      return {
        parameters,
        encode(pass) {
          const clean = propagation(tables, graph, { layers, ownLayer: false });
          const hops = { count: layers, pooling: 'mean', ...clean.hops } as const;
          if (!pass) return { all: clean.all, forUsers: clean.forUsers, rows: clean.rows, hops };
          const { rows, ofBatch } = rememberRows((users, items) => {
            const noise = (view: string) => ({ epsilon, random: pass.random.split(view) });
            return clean.rowsAndViews(users, items, [noise('first view'), noise('second view')]);
          });
          return {
            all: clean.all,
            forUsers: clean.forUsers,
            rows,
            hops,
            auxiliaryLoss(batch) {
              const { rows: known, ...distinct } = ofBatch(batch);
              const [first, second] = known.views;
              return contrastOfBatch(distinct, [first, second], { weight, temperature });
            },
          };
        },
        dispose: graph.dispose,
      };
    },
  };
}

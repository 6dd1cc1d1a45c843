import { bipartiteGraph, propagation } from '@hnlm/tfjs-backend';
import type { Backbone, TableOptions } from '../backbone.ts';
import { contrastiveTerm } from '../contrastive-term.ts';
import { embeddingTables } from '../embedding-tables.ts';
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
 * added to each row of each layer; its gradient is that of the clean pass, so that one backward pass serves all three. Tables start from Xavier's uniform values (SELFRec).
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
          const hops = { count: layers, pooling: 'mean', ...clean.hops } as const;
          if (!pass) return { all: clean.all, rows: clean.rows, hops };
          const { rows, ofBatch } = rememberRows((users, items) => {
            const noise = (view: string) => ({ epsilon, random: pass.random.split(view) });
            return clean.rowsAndViews(users, items, [noise('first view'), noise('second view')]);
          });
          return {
            all: clean.all,
            rows,
            hops,
            auxiliaryLoss(batch) {
              const { users, items, rows: known } = ofBatch(batch);
              const [first, second] = known.views.map((view) => firstRows(view, users.length, items.length));
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

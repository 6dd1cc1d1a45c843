import { bipartiteGraph, propagation } from '@hnlm/tfjs-backend';
import type { Backbone, TableOptions } from '../backbone.ts';
import { checkCounts } from '../check-counts.ts';
import { embeddingTables } from '../embedding-tables.ts';

/** Options of {@link lightGCN}. */
export interface LightGCNOptions extends TableOptions {
  /** Number of propagation layers K; default 3 (He et al. 2020, table 4). */
  readonly layers?: number;
}

/**
 * Makes LightGCN: the mean over layers 0..K of the tables propagated over the normalised graph, scored by dot product
 * (He et al. 2020, eq. 7-9).
 *
 * @throws HnlmError `OPTION`
 * @example
 * ```ts
 * const backbone = lightGCN({ dim: 64, layers: 3 });
 * ```
 */
export function lightGCN({ layers = 3, ...options }: LightGCNOptions = {}): Backbone {
  checkCounts('LightGCN', { layers }, 0);
  const { dim = 64 } = options;
  return {
    name: 'LightGCN',
    dimensions: dim,
    plan: `LightGCN with ${layers} layers, d = ${dim}`,
    prepare(preparation) {
      const { parameters, tables } = embeddingTables(preparation, options);
      const graph = bipartiteGraph(preparation.data.interactions);
      return {
        parameters,
        encode() {
          const { all, rows, hops } = propagation(tables, graph, { layers });
          return { all, rows, hops: { count: layers + 1, pooling: 'mean', ...hops } };
        },
        dispose: graph.dispose,
      };
    },
  };
}

import { HnlmError } from '@hnlm/core';
import { bipartiteGraph, type Embeddings, propagation } from '@hnlm/tfjs-backend';
import type { Tensor2D } from '@tensorflow/tfjs';
import type { Backbone, TableOptions } from '../backbone.ts';
import { checkCounts } from '../check-counts.ts';
import { embeddingTables } from '../embedding-tables.ts';
import type { Encoding } from '../encoding.ts';
import { mappedEncoding } from '../mapped-encoding.ts';

/** Options of {@link lightGCN}. */
export interface LightGCNOptions extends TableOptions {
  /** Number of propagation layers K; default 3 (He et al. 2020, table 4). */
  readonly layers?: number;
  /** Whether layer 0, the tables themselves, is one of the layers; default true. The released code of DINS leaves it out. */
  readonly ownLayer?: boolean;
  /** Whether layers are averaged or summed (RLMRec), which makes scores (K + 1)² times as large; default `mean`. */
  readonly pooling?: 'mean' | 'sum';
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
export function lightGCN({
  layers = 3,
  ownLayer = true,
  pooling = 'mean',
  ...options
}: LightGCNOptions = {}): Backbone {
  checkCounts('LightGCN', { layers }, ownLayer ? 0 : 1);
  if (!['mean', 'sum'].includes(pooling)) {
    throw new HnlmError(`LightGCN cannot pool its layers by "${pooling}"`, {
      code: 'OPTION',
      hint: 'Set pooling to mean or sum.',
    });
  }
  const { dim = 64 } = options;
  const from = ownLayer ? '' : ' without the tables themselves';
  return {
    name: 'LightGCN',
    dimensions: dim,
    plan: `LightGCN with ${layers} layers${from}${pooling === 'sum' ? ', summed' : ''}, d = ${dim}`,
    prepare(preparation) {
      const { parameters, tables } = embeddingTables(preparation, options);
      const graph = bipartiteGraph(preparation.data.interactions);
      return {
        parameters,
        encode() {
          const { hops, ...whole } = propagation(tables, graph, { layers, ownLayer });
          const count = layers + (ownLayer ? 1 : 0);
          const mean: Encoding = { ...whole, hops: { count, pooling: 'mean', ...hops } };
          return pooling === 'mean' ? mean : summed(mean);
        },
        dispose: graph.dispose,
      };
    },
  };
}

/** The sum of some parts is the mean of as many times each of them. */
function summed(mean: Encoding): Encoding {
  const { hops } = mean;
  const times = (rows: Tensor2D): Tensor2D => rows.mul(hops.count);
  const scaled = <Rows extends Embeddings>(rows: Rows): Rows => ({
    ...rows,
    users: times(rows.users),
    items: times(rows.items),
  });
  return {
    ...mappedEncoding(mean, { users: times, items: times }),
    hops: {
      ...hops,
      forUsers: (users) => scaled(hops.forUsers(users)),
      rows: (users, items) => scaled(hops.rows(users, items)),
    },
  };
}

import type { Backbone, TableOptions } from '../backbone.ts';
import { embeddingTables } from '../embedding-tables.ts';
import { encodingOf } from '../encoding.ts';
import { normalInitialiser } from '../initialisers.ts';
import { samplingFree } from '../losses/sampling-free.ts';
import { mappedEncoding } from '../mapped-encoding.ts';
import { projectRows } from '../project-rows.ts';

/** Options of {@link sfcml}. */
export interface SfcmlOptions extends TableOptions {
  /** By how much each positive is to be nearer than each negative, in squared distance; default 2 (LibCML on MovieLens-100K). */
  readonly margin?: number;
}

/**
 * Makes sampling-free collaborative metric learning: rows of both tables have length 1, so that the nearest is the one with the
 * largest 2u·i = 2 - |u - i|², which is the score; trained with {@link samplingFree} on all pairs (Bao et al., TPAMI 2022).
 *
 * Train it with `positives: 'each-user'`; `batch` is then a number of users. LibCML has 256 of them, a learning rate of .05,
 * d = 256 and 300 epochs. Its weight decay does nothing here, as rows have a fixed length: set `l2: 0`.
 *
 * @throws HnlmError `OPTION`
 * @example
 * ```ts
 * const model = await train({
 *   data: dataset.train,
 *   validation: dataset.validation,
 *   metric: validationMetric('NDCG@20'),
 *   backbone: sfcml({ dim: 64 }),
 *   positives: 'each-user',
 *   batch: 256,
 *   learningRate: 0.05,
 *   l2: 0,
 *   seed: 1,
 * });
 * ```
 */
export function sfcml({ margin = 2, ...options }: SfcmlOptions = {}): Backbone {
  const { dim = 64, initialiser = normalInitialiser({ sd: 1 }) } = options;
  return {
    name: 'SFCML',
    dimensions: dim,
    plan: `sampling-free collaborative metric learning with rows of length 1, d = ${dim}`,
    loss: samplingFree({ margin }),
    prepare(preparation) {
      const { parameters, tables } = embeddingTables(preparation, { dim, initialiser });
      const constrain = () => projectRows(Object.values(parameters), 'sphere');
      constrain();
      return {
        parameters,
        encode: () =>
          mappedEncoding(encodingOf(tables), { users: (rows) => rows.mul(2), items: (rows) => rows }),
        constrain,
      };
    },
  };
}

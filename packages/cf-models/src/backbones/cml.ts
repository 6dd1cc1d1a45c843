import type { Tensor2D } from '@tensorflow/tfjs';
import * as tf from '@tensorflow/tfjs';
import type { Backbone, TableOptions } from '../backbone.ts';
import { embeddingTables } from '../embedding-tables.ts';
import { encodingOf } from '../encoding.ts';
import { type Initialiser, normalInitialiser } from '../initialisers.ts';
import { hinge } from '../losses/hinge.ts';
import { mappedEncoding } from '../mapped-encoding.ts';
import { type Projection, projectRows } from '../project-rows.ts';

/** Options of {@link cml}. */
export interface CmlOptions extends Omit<TableOptions, 'initialiser'> {
  /** How both tables start; default N(0, .01²) for users and N(0, 1/d) for items (LibCML). */
  readonly initialiser?: Initialiser;
  /** Margin of the hinge, in squared distance; default 1 (LibCML on MovieLens-100K). */
  readonly margin?: number;
  /**
   * Where rows are put at the start and after each update: within the unit ball (Hsieh et al. 2017, eq. 7) or on its surface
   * (LibCML). Default `ball`.
   */
  readonly project?: Projection;
}

/**
 * Makes collaborative metric learning: the nearer, the better (Hsieh et al., WWW 2017). The embeddings that are scored have one
 * more column, (2u, -1) and (i, |i|²), so that their dot product 2u·i - |i|² = |u|² - |u - i|² ranks as the distance does and
 * every sampler and loss can be used. L2 acts on the tables, whose rows are short anyway: LibCML has weight decay 1e-5,
 * `l2: { weight: 1e-5, on: 'parameters' }`.
 *
 * Trained with {@link hinge} over each negative, summed (LibCML with 10 uniform negatives). The official CML code takes the
 * hardest of its negatives, rank-weighted: `hinge({ over: 'hardest', rankWeighted: true, reduction: 'sum' })`. HarCML is CML with
 * `dns()`.
 *
 * @throws HnlmError `OPTION`
 * @example
 * ```ts
 * const options = { backbone: cml({ dim: 64, margin: 0.5 }), negatives: uniform({ negatives: 10 }) };
 * ```
 */
export function cml({ margin = 1, project = 'ball', ...options }: CmlOptions = {}): Backbone {
  const { dim = 64, initialiser = asLibCml } = options;
  return {
    name: 'CML',
    dimensions: dim + 1,
    plan: `collaborative metric learning with rows ${project === 'ball' ? 'in the unit ball' : 'of length 1'}, d = ${dim}`,
    loss: hinge({ margin, reduction: 'sum' }),
    prepare(preparation) {
      const { parameters, tables } = embeddingTables(preparation, { dim, initialiser });
      const constrain = () => projectRows(Object.values(parameters), project);
      constrain();
      return {
        parameters,
        encode: () => mappedEncoding(encodingOf(tables), { users: twice, items: withSquare }),
        constrain,
      };
    },
  };
}

const asLibCml: Initialiser = (shape, random) => ({
  users: normalInitialiser({ sd: 0.01 })(shape, random).users,
  items: normalInitialiser({ sd: 1 / Math.sqrt(shape.dimensions) })(shape, random).items,
});

const twice = (users: Tensor2D): Tensor2D =>
  tf.concat([users.mul<Tensor2D>(2), tf.fill([users.shape[0], 1], -1)], 1);

const withSquare = (items: Tensor2D): Tensor2D =>
  tf.concat([items, items.square().sum<Tensor2D>(1, true)], 1);

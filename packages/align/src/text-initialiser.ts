import { type Initialiser, normalInitialiser } from '@hnlm/cf-models';
import { rowOf, type TrainView } from '@hnlm/core';
import { fitPca } from './pca.ts';
import { centredUnit, type Vectors } from './vectors.ts';

/** Options of {@link textInitialiser}. */
export interface TextInitialiserOptions {
  readonly data: TrainView;
  /** One text embedding an item, in the order of `data.items`. */
  readonly itemTexts: Vectors;
  /** Standard deviation of both tables; default .1, that of the usual initialisation. */
  readonly sd?: number;
}

/**
 * Starts the item table at the principal components of the items' text embeddings, and each user at the mean of the
 * items in the train history; both tables are scaled to one standard deviation. Columns without a component, and users
 * without history, start at random. The tables are trained on from there.
 */
export function textInitialiser({ data, itemTexts, sd = 0.1 }: TextInitialiserOptions): Initialiser {
  return (shape, random) => {
    const { dimensions } = shape;
    const values = normalInitialiser({ sd })(shape, random);
    const unit = centredUnit(itemTexts);
    const pca = fitPca(unit, { components: dimensions, random: random.split('pca') });
    const components = pca.project(unit).values;
    scaleTo(components, sd);
    const means = new Float32Array(shape.users * pca.dimensions);
    for (let user = 0; user < shape.users; user++) {
      const history = rowOf(data.interactions, user);
      for (const item of history) {
        for (let c = 0; c < pca.dimensions; c++) {
          means[user * pca.dimensions + c] += components[item * pca.dimensions + c] / history.length;
        }
      }
    }
    scaleTo(means, sd);
    for (const [table, source] of [
      [values.items, components],
      [values.users, means],
    ]) {
      for (let row = 0; row * dimensions < table.length; row++) {
        if (table === values.users && rowOf(data.interactions, row).length === 0) continue;
        table.set(source.subarray(row * pca.dimensions, (row + 1) * pca.dimensions), row * dimensions);
      }
    }
    return values;
  };
}

/** Scales in place to a standard deviation over all entries. */
function scaleTo(values: Float32Array, sd: number): void {
  let sum = 0;
  let squares = 0;
  for (const value of values) {
    sum += value;
    squares += value * value;
  }
  const spread = Math.sqrt(squares / values.length - (sum / values.length) ** 2);
  if (spread > 0) for (let n = 0; n < values.length; n++) values[n] *= sd / spread;
}

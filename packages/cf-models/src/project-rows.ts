import { unitRows } from '@hnlm/tfjs-backend';
import type { Tensor2D, Variable } from '@tensorflow/tfjs';
import * as tf from '@tensorflow/tfjs';

/** Where rows are kept: `ball` shortens those that are longer than 1, `sphere` gives all of them length 1. */
export type Projection = 'ball' | 'sphere';

/**
 * Projects the rows of tables in place.
 *
 * @example
 * ```ts
 * const constrain = () => projectRows(Object.values(parameters), 'ball');
 * ```
 */
export function projectRows(tables: readonly Variable[], onto: Projection): void {
  for (const variable of tables) {
    tf.tidy(() => {
      const table = variable as unknown as Tensor2D;
      const projected =
        onto === 'sphere' ? unitRows(table) : table.div(table.square().sum(1, true).maximum(1).sqrt());
      variable.assign(projected);
    });
  }
}

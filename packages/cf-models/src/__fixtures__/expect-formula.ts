import { createRandom } from '@hnlm/core';
import * as tf from '@tensorflow/tfjs';
import fc from 'fast-check';
import { expect } from 'vitest';
import { encodingOf } from '../encoding.ts';
import type { Loss } from '../loss.ts';
import { smallWorld } from '../testing/small-world.ts';

/** The scores of one positive and its negatives. */
export interface ScoredRow {
  readonly positive: number;
  readonly negatives: readonly number[];
  readonly weights: readonly number[];
}

const { train: data } = smallWorld();

/**
 * Expects a loss that looks at scores alone to be a formula in plain arithmetic, and its gradient to be that of the formula:
 * for one to three negatives with weights, some of them 0, and without. For tests; the data have 40 items.
 *
 * @param formula the loss of one positive
 * @param reduction what the loss does with these
 */
export function expectFormula(
  loss: Loss,
  formula: (row: ScoredRow) => number,
  reduction: 'mean' | 'sum' = 'mean',
): void {
  const total = (rows: readonly ScoredRow[]) =>
    rows.reduce((sum, row) => sum + formula(row), 0) / (reduction === 'mean' ? rows.length : 1);
  const setting = fc.record({
    seed: fc.integer({ min: 1, max: 1e6 }),
    k: fc.integer({ min: 1, max: 3 }),
    size: fc.integer({ min: 1, max: 4 }),
    weighted: fc.boolean(),
  });
  fc.assert(
    fc.property(setting, ({ seed, k, size, weighted }) => {
      const random = createRandom(seed).split('scores');
      const rows = Array.from({ length: size }, () => ({
        positive: random.normal(),
        negatives: Array.from({ length: k }, () => 1.5 * random.normal()),
        weights: Array.from({ length: k }, () => (weighted ? random.integer(4) / 2 : 1)),
      }));
      const { value, gradient } = evaluate(loss, rows, weighted);
      expect(value).toBeCloseTo(total(rows), 3);
      const moved = (at: number, column: number, shift: number) =>
        total(
          rows.map((row, n) => {
            if (n !== at) return row;
            if (column === 0) return { ...row, positive: row.positive + shift };
            return { ...row, negatives: row.negatives.map((one, c) => one + (c === column - 1 ? shift : 0)) };
          }),
        );
      for (const [n, columns] of gradient.entries()) {
        for (const [column, one] of columns.entries()) {
          expect(one).toBeCloseTo((moved(n, column, 1e-5) - moved(n, column, -1e-5)) / 2e-5, 3);
        }
      }
    }),
    { numRuns: 60, seed: 11 },
  );
}

/** The loss, and its gradient in each row's scores, the positive first. */
function evaluate(
  loss: Loss,
  rows: readonly ScoredRow[],
  weighted: boolean,
): { value: number; gradient: number[][] } {
  return tf.tidy(() => {
    const none = tf.zeros<tf.Rank.R2>([rows.length, 1]);
    const ids = new Int32Array(rows.length);
    const compute = (scores: tf.Tensor) => {
      const k = rows[0].negatives.length;
      return loss.compute({
        positives: scores.slice([0, 0], [-1, 1]) as tf.Tensor2D,
        negatives: scores.slice([0, 1], [-1, k]) as tf.Tensor2D,
        ...(weighted && { weights: tf.tensor2d(rows.map(({ weights }) => [...weights])) }),
        ...{ users: none, items: none, encoding: encodingOf({ users: none, items: none }) },
        ...{ batch: { users: ids, items: ids }, data },
      });
    };
    const scores = tf.tensor2d(rows.map(({ positive, negatives }) => [positive, ...negatives]));
    const { value, grad } = tf.valueAndGrad(compute)(scores);
    return { value: value.dataSync()[0], gradient: (grad as tf.Tensor2D).arraySync() };
  }) as never;
}

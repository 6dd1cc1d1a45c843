import { HnlmError } from '@hnlm/core';
import { meanAndSd } from '../statistics/mean-and-sd.ts';
import { quantile } from '../statistics/quantile.ts';

/** Vectors, one a row. */
export interface VectorTable {
  /** `[rows * dimensions]` */
  readonly values: Float32Array;
  readonly dimensions: number;
}

/** Cosines of pairs of vectors, summed up. */
export interface VectorSimilarity {
  readonly mean: number;
  readonly sd: number;
  /** Values below which 5, 25, 50, 75 and 95 % of the pairs lie. */
  readonly quantiles: Readonly<Record<'5' | '25' | '50' | '75' | '95', number>>;
  /** Pairs that were compared. */
  readonly pairs: number;
  /** Pairs with a vector of length 0, which has no direction; left out. */
  readonly zeros: number;
}

const percents = ['5', '25', '50', '75', '95'] as const;

/**
 * Compares row by row: negatives with their positives, or with the profiles of their users, in the space of the text
 * encoder or in that of the recommender. Near the positive, a negative is hard; near 1, it is the positive in other words.
 * Compare with the same figures of random items, since encoders differ in how alike they find anything.
 *
 * @throws HnlmError `AUDIT_VECTORS` for tables of different shape, `STATISTICS_VALUES` if no pair can be compared or a
 * value is not finite
 * @example
 * ```ts
 * vectorSimilarity(
 *   { values: Float32Array.of(1, 0, 0, 2), dimensions: 2 },
 *   { values: Float32Array.of(3, 0, 5, 0), dimensions: 2 },
 * ).mean; // 0.5
 * ```
 */
export function vectorSimilarity(first: VectorTable, second: VectorTable): VectorSimilarity {
  const { dimensions } = first;
  const rows = first.values.length / dimensions;
  if (
    second.dimensions !== dimensions ||
    second.values.length !== first.values.length ||
    !Number.isInteger(rows)
  ) {
    const shape = ({ values, dimensions }: VectorTable) =>
      `${values.length} values of ${dimensions} dimensions`;
    throw new HnlmError(`cannot compare ${shape(first)} with ${shape(second)} row by row`, {
      code: 'AUDIT_VECTORS',
      hint: 'Pass two tables of the same shape, with the vectors of a pair in the same row.',
      evidence: { first: first.values.length, second: second.values.length },
    });
  }
  const cosines: number[] = [];
  for (let start = 0; start < first.values.length; start += dimensions) {
    let [product, ofFirst, ofSecond] = [0, 0, 0];
    for (let at = start; at < start + dimensions; at++) {
      product += first.values[at] * second.values[at];
      ofFirst += first.values[at] ** 2;
      ofSecond += second.values[at] ** 2;
    }
    if (ofFirst !== 0 && ofSecond !== 0) cosines.push(product / Math.sqrt(ofFirst * ofSecond));
  }
  const { mean, sd } = meanAndSd(cosines);
  const ascending = Float64Array.from(cosines).sort();
  return {
    mean,
    sd,
    quantiles: Object.fromEntries(
      percents.map((percent) => [percent, quantile(ascending, Number(percent) / 100)]),
    ) as VectorSimilarity['quantiles'],
    pairs: cosines.length,
    zeros: rows - cosines.length,
  };
}

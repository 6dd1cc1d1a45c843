import { HnlmError } from '@hnlm/core';

/**
 * Adjusts p-values for having made several comparisons, so that the chance of one or more false findings stays below
 * the level that they are held against (Holm 1979): the k-th smallest of m is multiplied by m - k + 1, capped at 1 and
 * never below the one before. Needs no independence. Returns them in the order given.
 *
 * @throws HnlmError `STATISTICS_P` for a value outside [0, 1]
 * @example
 * ```ts
 * holm([0.01, 0.04, 0.03]); // [0.03, 0.06, 0.06]
 * ```
 */
export function holm(ps: ArrayLike<number>): Float64Array {
  const adjusted = Float64Array.from(ps);
  const bad = adjusted.findIndex((p) => !(p >= 0 && p <= 1));
  if (bad !== -1) {
    throw new HnlmError(`value ${bad} is ${adjusted[bad]}, which is no p-value`, {
      code: 'STATISTICS_P',
      hint: 'Pass numbers from 0 to 1.',
      evidence: { index: bad },
    });
  }
  const order = [...adjusted.keys()].sort((a, b) => ps[a] - ps[b]);
  let before = 0;
  for (const [position, index] of order.entries()) {
    before = Math.min(1, Math.max(before, (order.length - position) * ps[index]));
    adjusted[index] = before;
  }
  return adjusted;
}

import { HnlmError } from '@hnlm/core';
import { meanOf } from './mean-of.ts';
import { normalQuantile, normalUpperTail } from './normal.ts';
import { quantile } from './quantile.ts';

/** A confidence interval. */
export interface Interval {
  readonly low: number;
  readonly high: number;
  /** The share of such intervals that hold the true value, such as .95. */
  readonly level: number;
}

/**
 * Checks a confidence level.
 *
 * @throws HnlmError `STATISTICS_LEVEL`
 */
export function checkLevel(level: number): void {
  if (level > 0 && level < 1) return;
  throw new HnlmError(`${level} is no confidence level`, {
    code: 'STATISTICS_LEVEL',
    hint: 'Choose a number between 0 and 1; .95 is usual.',
    evidence: { level },
  });
}

/** Cuts the tails off the ascending means of resamples (percentile interval, Efron 1979). */
export function percentileInterval(resampled: Float64Array, level: number): Interval {
  const tail = (1 - level) / 2;
  return { low: quantile(resampled, tail), high: quantile(resampled, 1 - tail), level };
}

/**
 * Cuts the tails where bias and skewness move them to (bias-corrected and accelerated interval, Efron 1987). The bias
 * is judged by the share of resampled means below the mean of the values, ties by half; the acceleration is that of a
 * mean by the jackknife, Σ(x - x̄)³ / (6 (Σ(x - x̄)²)^1.5).
 *
 * @param resampled ascending means of the resamples
 */
export function bcaInterval(values: Float64Array, resampled: Float64Array, level: number): Interval {
  const mean = meanOf(values);
  let [squares, cubes] = [0, 0];
  for (const value of values) {
    squares += (value - mean) ** 2;
    cubes += (value - mean) ** 3;
  }
  let below = 0;
  for (const other of resampled) below += other < mean ? 1 : other === mean ? 0.5 : 0;
  const share = below / resampled.length;
  // Without spread, or with all resamples on one side, there is nothing to correct by.
  if (squares === 0 || share === 0 || share === 1) return percentileInterval(resampled, level);
  const bias = normalQuantile(share);
  const acceleration = cubes / (6 * squares ** 1.5);
  const moved = (probability: number) => {
    const z = bias + normalQuantile(probability);
    return normalUpperTail(-(bias + z / (1 - acceleration * z)));
  };
  const tail = (1 - level) / 2;
  return { low: quantile(resampled, moved(tail)), high: quantile(resampled, moved(1 - tail)), level };
}

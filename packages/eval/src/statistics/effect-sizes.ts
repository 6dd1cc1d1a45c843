import { meanAndSd } from './mean-and-sd.ts';
import { pairedDifferences } from './paired-differences.ts';
import { signedRanks } from './signed-ranks.ts';

/** How large a paired difference is, in units that do not grow with the number of pairs. */
export interface EffectSizes {
  /** Cohen's d_z: mean difference / its standard deviation (Cohen 1988); infinite for a constant shift. */
  readonly dz: number;
  /** Matched rank-biserial correlation, (W+ - W-) / (W+ + W-), in [-1, 1] (Kerby 2014). */
  readonly rankBiserial: number;
  /** Share of pairs where first > second. */
  readonly improved: number;
  /** Share of pairs where first < second. */
  readonly worsened: number;
  /** `improved` - `worsened`: Cliff's delta for paired values, in [-1, 1] (Cliff 1993). */
  readonly dominance: number;
}

/**
 * Measures how large the difference of paired values is. With thousands of users nearly every difference is
 * significant; these tell whether it matters.
 *
 * @throws HnlmError as `pairedTTest`
 * @example
 * ```ts
 * effectSizes([2, 3, 1, 1], [1, 1, 1, 2]).improved; // 0.5
 * ```
 */
export function effectSizes(first: ArrayLike<number>, second: ArrayLike<number>): EffectSizes {
  const differences = pairedDifferences(first, second);
  const { mean, sd } = meanAndSd(differences);
  const { positive, negative, ranked } = signedRanks(differences);
  const improved = differences.filter((difference) => difference > 0).length / differences.length;
  const worsened = differences.filter((difference) => difference < 0).length / differences.length;
  return {
    dz: mean === 0 ? 0 : mean / sd,
    rankBiserial: ranked === 0 ? 0 : (positive - negative) / (positive + negative),
    improved,
    worsened,
    dominance: improved - worsened,
  };
}

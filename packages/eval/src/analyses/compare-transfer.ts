import type { Random } from '@hnlm/core';
import { type Comparison, compareModels } from '../statistics/compare-models.ts';
import type { UserValues } from '../statistics/same-users.ts';

/**
 * Results on data set B of three runs that differ in the generator of hard negatives alone; adapter and backbone are
 * trained on B in all of them.
 */
export interface TransferResults {
  /** The generator was trained on data set A and left as it is. */
  readonly frozen: UserValues;
  /** The generator was trained on B. */
  readonly fineTuned: UserValues;
  /** Random vectors of matched norm in the generator's place. */
  readonly randomVectors: UserValues;
}

/** How much of a generator's worth survives the move to another data set. */
export interface Transfer {
  readonly metric: string;
  /** Does a generator from elsewhere help at all? */
  readonly frozenOverRandom: Comparison;
  /** Does one trained on the spot? */
  readonly fineTunedOverRandom: Comparison;
  /** What does training it on the spot add? */
  readonly fineTunedOverFrozen: Comparison;
  /**
   * (frozen - random) / (fine-tuned - random): 1 if nothing is lost, 0 if all is; null unless `fineTunedOverRandom` is
   * a significant gain, since without one there is nothing to keep.
   */
  readonly kept: number | null;
}

/** Options of {@link compareTransfer}. */
export interface CompareTransferOptions {
  readonly results: TransferResults;
  /** Such as `NDCG@20`. */
  readonly metric: string;
  readonly random: Random;
}

/**
 * Judges whether a generator of hard negatives generalises: trained on data set A, frozen, and used on data set B. Its
 * figure on B says nothing alone; what counts is its place between random vectors, which carry no meaning, and the same
 * generator trained on B. The p-values of the two comparisons with random vectors are corrected together.
 *
 * @throws HnlmError as `compareModels`
 * @example
 * ```ts
 * const transfer = compareTransfer({
 *   results: { frozen, fineTuned, randomVectors },
 *   metric: 'NDCG@20',
 *   random: createRandom(1),
 * });
 * transfer.kept; // the share of the gain that survives
 * ```
 */
export function compareTransfer({ results, metric, random }: CompareTransferOptions): Transfer {
  const { frozen, fineTuned, randomVectors } = results;
  const options = { metrics: [metric], random };
  const [frozenOverRandom, fineTunedOverRandom] = compareModels({
    ...options,
    results: { frozen, fineTuned, randomVectors },
    baseline: 'randomVectors',
  });
  const [fineTunedOverFrozen] = compareModels({
    ...options,
    results: { fineTuned, frozen },
    baseline: 'frozen',
  });
  const gain = fineTunedOverRandom.significant ? fineTunedOverRandom.difference : 0;
  return {
    metric,
    frozenOverRandom,
    fineTunedOverRandom,
    fineTunedOverFrozen,
    kept: gain > 0 ? frozenOverRandom.difference / gain : null,
  };
}

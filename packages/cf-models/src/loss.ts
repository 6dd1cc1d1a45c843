import type { Scalar, Tensor2D } from '@tensorflow/tfjs';

/** What a ranking loss sees of a batch. */
export interface ScoredBatch {
  /** Scores of the positives, `[B, 1]`. */
  readonly positives: Tensor2D;
  /** Scores of the negatives, `[B, k]`. */
  readonly negatives: Tensor2D;
  /** Weights of the negatives, `[B, k]`; absent where all count alike. */
  readonly weights?: Tensor2D;
}

/** Compares positives with negatives; the result is a mean over the batch. */
export interface RankingLoss {
  readonly name: string;
  compute(batch: ScoredBatch): Scalar;
}

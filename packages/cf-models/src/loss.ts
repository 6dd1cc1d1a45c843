import type { TrainView } from '@hnlm/core';
import type { Scalar, Tensor2D } from '@tensorflow/tfjs';
import type { Encoding } from './encoding.ts';
import type { PositiveBatch } from './sampler.ts';

/** How the terms of a batch become one number. */
export type Reduction = 'mean' | 'sum';

/** What a loss sees of a batch: scores, and behind them embeddings. */
export interface ScoredBatch {
  /** Scores of the positives, `[B, 1]`. */
  readonly positives: Tensor2D;
  /** Scores of the negatives, `[B, k]`; k is 0 for a loss that uses none. */
  readonly negatives: Tensor2D;
  /** Weights of the negatives, `[B, k]`; absent where all count alike. */
  readonly weights?: Tensor2D;
  /** Embeddings of the users of the batch, `[B, d]`. */
  readonly users: Tensor2D;
  /** Embeddings of its positives, `[B, d]`. */
  readonly items: Tensor2D;
  readonly batch: PositiveBatch;
  readonly encoding: Encoding;
  readonly data: TrainView;
}

/** What a model learns from a batch: to score positives above negatives, or the like. */
export interface Loss {
  readonly name: string;
  /** Says in a few words what it computes, with its settings; by default the name. */
  readonly plan?: string;
  /** Whether it compares with negatives; a training with one that does not needs no sampler. */
  readonly usesNegatives: boolean;
  compute(batch: ScoredBatch): Scalar;
}

import type { Random, TrainView } from '@hnlm/core';
import type { Embeddings } from '@hnlm/tfjs-backend';
import type { Scalar, Tensor2D } from '@tensorflow/tfjs';
import type { Parameters } from './backbone.ts';

/** The positives of one training step. */
export interface PositiveBatch {
  /** `[B]` */
  readonly users: Int32Array;
  /** `[B]` */
  readonly items: Int32Array;
}

/** What a sampler may look at in one step. */
export interface SamplingContext {
  /** The current embeddings of all users and items, as they are scored; computed when first read. */
  readonly embeddings: Embeddings;
  /** A stream that belongs to this step and this sampler. */
  readonly random: Random;
}

/** Embeddings of the positives of a batch, differentiable. */
export interface BatchEmbeddings {
  /** `[B, d]` */
  readonly users: Tensor2D;
  /** `[B, d]` */
  readonly items: Tensor2D;
}

/** The negatives of one step. */
export interface Negatives {
  /** Catalogue items, `[B * k]`, the negatives of a positive side by side. */
  readonly items: Int32Array;
  /** Weights of the negatives in the loss, `[B * k]`. */
  readonly weights?: Float32Array;
  /** Added to the scores of the negatives before the loss, and only there, `[B * k]`: an adjusted loss. */
  readonly offsets?: Float32Array;
  /**
   * Turns the embeddings of `items`, `[B * k, d]`, into the embeddings that are scored instead: mixing and synthesis.
   * It runs inside automatic differentiation, so gradients flow through what it returns.
   */
  readonly synthesise?: (embeddings: Tensor2D) => Tensor2D;
  /** A further loss of the step, computed inside automatic differentiation. */
  readonly auxiliaryLoss?: (embeddings: BatchEmbeddings) => Scalar;
}

/** What a sampler is prepared with. */
export interface Preparation {
  readonly data: TrainView;
  /** Width of the embeddings that are scored, d. */
  readonly dimensions: number;
  /** A stream that belongs to this sampler. */
  readonly random: Random;
}

/** A sampler that has seen the training data. */
export interface PreparedSampler {
  /** Parameters that are trained beside those of the backbone. */
  readonly parameters?: Parameters;
  /** Draws the negatives of a step. No gradient flows through the choice of items. */
  sample(batch: PositiveBatch, context: SamplingContext): Negatives;
  dispose?(): void;
}

/** Chooses what a model learns to rank below the positives. */
export interface NegativeSampler {
  readonly name: string;
  /** The resolved plan as one sentence. */
  readonly plan: string;
  prepare(preparation: Preparation): PreparedSampler;
}

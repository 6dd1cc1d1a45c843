import type { Random, TrainView } from '@hnlm/core';
import type { Embeddings } from '@hnlm/tfjs-backend';
import type { Scalar, Tensor2D } from '@tensorflow/tfjs';
import type { Parameters } from './backbone.ts';
import type { Hops } from './encoding.ts';

/** The positives of one training step. */
export interface PositiveBatch {
  /** `[B]` */
  readonly users: Int32Array;
  /** `[B]` */
  readonly items: Int32Array;
}

/** What a sampler may look at: the model as it is now. */
export interface SamplingContext {
  /** The current embeddings of all users and items, as they are scored; computed when first read. */
  readonly embeddings: Embeddings;
  /** Embeddings of some users and of all items, which cost less than all: a row for each user, who must not repeat. */
  forUsers(users: Int32Array): Embeddings;
  /** The parts that they are pooled from; computed when asked for. */
  readonly hops: Pick<Hops, 'count' | 'pooling' | 'forUsers'>;
  /** A stream that belongs to this step and this sampler. */
  readonly random: Random;
  /** The current epoch, from 1 on. */
  readonly epoch: number;
}

/** Embeddings of a batch, differentiable; each is gathered when first read. */
export interface BatchEmbeddings {
  /** `[B, d]` */
  readonly users: Tensor2D;
  /** `[B, d]` */
  readonly positives: Tensor2D;
  /** Embeddings of the negatives' `items`, `[B * k, d]`. */
  readonly negatives: Tensor2D;
}

/** The parts of the embeddings of a batch by hop, differentiable. */
export interface BatchHops {
  /** Each `[B, w]`. */
  readonly users: readonly Tensor2D[];
  /** Each `[B, w]`. */
  readonly positives: readonly Tensor2D[];
  /** Hop h of the items that `hopItems` names for it, each `[B * k, w]`. */
  readonly negatives: readonly Tensor2D[];
  /** Makes the embeddings that are scored out of one part a hop. */
  pool(parts: readonly Tensor2D[]): Tensor2D;
}

/** Embeddings of negatives that are no items. */
export interface SynthesisedNegatives {
  /** What is scored, `[B * k, d]`. */
  readonly vectors: Tensor2D;
  /** What L2 regularisation acts on, `[B * k, ...]`; by default the ego rows of `items`. */
  readonly ego?: Tensor2D;
}

/** The negatives of one step. */
export interface Negatives {
  /** Catalogue items, `[B * k]`, the negatives of a positive side by side: what the negatives are, or are made from. */
  readonly items: Int32Array;
  /** Weights of the negatives in the loss, `[B * k]`. */
  readonly weights?: Float32Array;
  /** Added to the scores of the negatives before the loss, and only there, `[B * k]`: an adjusted loss. */
  readonly offsets?: Float32Array;
  /**
   * Makes the embeddings that are scored in place of those of `items`: mixing and synthesis. It runs inside automatic
   * differentiation, so gradients flow through what it returns.
   */
  readonly synthesise?: (embeddings: BatchEmbeddings) => SynthesisedNegatives;
  /** The same for negatives that are made hop by hop. */
  readonly byHop?: HopNegatives;
  /** A further loss of the step, computed inside automatic differentiation. */
  readonly auxiliaryLoss?: (embeddings: BatchEmbeddings) => Scalar;
}

/** Negatives that are put together from parts of several items. */
export interface HopNegatives {
  /** The item whose part is taken at each hop, `[hops * B * k]`, hop after hop. */
  readonly items: Int32Array;
  /**
   * Share of the positive that is mixed into each part, a p + (1 - a) n, `[hops * B * k]`; L2 acts on the mixed part of hop
   * 0. Nothing by default. It is for negatives that `synthesise` does not make.
   */
  readonly shares?: Float32Array;
  /** Makes the embeddings that are scored; the parts, pooled, by default. */
  readonly synthesise?: (hops: BatchHops) => SynthesisedNegatives;
  /** A further loss of the step. */
  readonly auxiliaryLoss?: (hops: BatchHops) => Scalar;
}

/** What a sampler is prepared with. */
export interface Preparation {
  readonly data: TrainView;
  /** Width of the embeddings that are scored, d. */
  readonly dimensions: number;
  /** A stream that belongs to this sampler. */
  readonly random: Random;
}

/** What a sampler carries from step to step, by name: what a checkpoint keeps beside its parameters. */
export type SamplerState = Readonly<Record<string, Float32Array | Int32Array>>;

/** A sampler that has seen the training data. */
export interface PreparedSampler {
  /** Parameters that are trained beside those of the backbone; whoever prepared the sampler disposes them. */
  readonly parameters?: Parameters;
  /** Called before the first step of each epoch. */
  startEpoch?(context: SamplingContext): void;
  /** Draws the negatives of a step. No gradient flows through the choice of items. */
  sample(batch: PositiveBatch, context: SamplingContext): Negatives;
  /** Returns what a resumed run needs; absent for a sampler that carries nothing. */
  state?(): SamplerState;
  /** Takes over a state. */
  restore?(state: SamplerState): void;
  dispose?(): void;
}

/** Chooses what a model learns to rank below the positives. */
export interface NegativeSampler {
  readonly name: string;
  /** The resolved plan as one sentence. */
  readonly plan: string;
  prepare(preparation: Preparation): PreparedSampler;
}

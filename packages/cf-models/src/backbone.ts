import type { Random, TrainView } from '@hnlm/core';
import type { Variable } from '@tensorflow/tfjs';
import type { Encoding } from './encoding.ts';
import type { Initialiser } from './initialisers.ts';
import type { Loss } from './loss.ts';

/** Trainable parameters by name. */
export type Parameters = Readonly<Record<string, Variable>>;

/** What a backbone is prepared with. */
export interface BackbonePreparation {
  readonly data: TrainView;
  /** A stream for the initial values. */
  readonly random: Random;
}

/** What makes a forward pass one of training. */
export interface TrainingPass {
  /** A stream that belongs to this step: noise, dropout. */
  readonly random: Random;
}

/** A model of users and items: its parameters, and how they become the embeddings that are scored. */
export interface Backbone {
  readonly name: string;
  /** Width of the embeddings that are scored, d. */
  readonly dimensions: number;
  /** Says in one clause what it computes. */
  readonly plan: string;
  /** The loss it is trained with unless another one is given; default BPR. */
  readonly loss?: Loss;
  /** Makes the parameters and the graph. */
  prepare(preparation: BackbonePreparation): PreparedBackbone;
}

/** A backbone that has seen the training data. */
export interface PreparedBackbone {
  /** Whoever prepared the backbone disposes them. */
  readonly parameters: Parameters;
  /**
   * Makes one forward pass, differentiable in the parameters; call it inside a `tf.tidy`. The dot product of two
   * embeddings is the score of the pair.
   *
   * @param pass absent: the model as it is used, without noise and dropout
   */
  encode(pass?: TrainingPass): Encoding;
  /** Called before the first step of each epoch with a stream of the epoch's: draws augmented graphs. */
  startEpoch?(random: Random): void;
  /** Called after each update: projects parameters in place. */
  constrain?(): void;
  /** Gives back what it holds beside the parameters. */
  dispose?(): void;
}

/** Options that every backbone with two embedding tables shares. */
export interface TableOptions {
  /** Width of the embeddings; default 64 (LightGCN, He et al. 2020, 4.1.2). */
  readonly dim?: number;
  /** How the tables start; default {@link normalInitialiser} with standard deviation .1 (official LightGCN code). */
  readonly initialiser?: Initialiser;
}

import type { Random, TrainView } from '@hnlm/core';
import type { BipartiteGraph } from '@hnlm/tfjs-backend';
import type { Variable } from '@tensorflow/tfjs';
import type { Encoding } from './encoding.ts';
import type { Initialiser } from './initialisers.ts';

/** Trainable parameters by name. */
export type Parameters = Readonly<Record<string, Variable>>;

/** A model of users and items: its parameters, and how they become the embeddings that are scored. */
export interface Backbone {
  readonly name: string;
  /** Width of the embeddings, d. */
  readonly dimensions: number;
  /** Says in one clause what it computes. */
  readonly plan: string;
  /** Makes the parameters; every draw comes from `random`. */
  initialise(data: TrainView, random: Random): Parameters;
  /** Makes one forward pass: the embeddings that are scored, differentiable in the parameters. */
  encode(parameters: Parameters, graph: BipartiteGraph): Encoding;
}

/** Options that every backbone with two embedding tables shares. */
export interface TableOptions {
  /** Width of the embeddings; default 64 (LightGCN, He et al. 2020, 4.1.2). */
  readonly dim?: number;
  /** How the tables start; default {@link normalInitialiser} with standard deviation .1 (official LightGCN code). */
  readonly initialiser?: Initialiser;
}

import type { Model } from '@hnlm/core';

/** The best model so far. */
export interface BestModel extends Pick<Model, 'dimensions' | 'userEmbeddings' | 'itemEmbeddings'> {
  readonly epoch: number;
  readonly value: number;
}

/** How far a training has come. */
export interface TrainingState {
  /** The epoch that is worked on, from 1 on. */
  epoch: number;
  /** Whether the sampler has made what it makes when an epoch begins. */
  begun: boolean;
  /** Batches of it that are done. */
  batches: number;
  /** Sum of their losses. */
  lossSum: number;
  /** Steps of all epochs. */
  steps: number;
  /** Validations since the best one. */
  waited: number;
  /** Whether there is nothing left to do. */
  finished: boolean;
  readonly curve: { readonly epoch: number; readonly value: number }[];
  best?: BestModel;
}

/** The state of a training that begins. */
export function newTraining(): TrainingState {
  return { epoch: 1, begun: false, batches: 0, lossSum: 0, steps: 0, waited: 0, finished: false, curve: [] };
}

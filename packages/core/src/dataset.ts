import type { Csr } from './csr.ts';
import type { IdMap } from './ids.ts';

/** What is known of an item in words; every field may be missing in real data. */
export interface ItemText {
  readonly title?: string;
  readonly description?: string;
  readonly categories?: readonly string[];
  readonly brand?: string;
  /** Attribute dimensions and their values ("material" -> "oak"), where the source has them. */
  readonly attributes?: Readonly<Record<string, string>>;
}

/** The words a user left with one interaction. */
export interface Review {
  readonly title?: string;
  readonly text: string;
  readonly rating?: number;
}

/** What the three parts of a dataset share. Only the interactions differ. */
interface View {
  readonly users: IdMap;
  readonly items: IdMap;
  /** `[users, items]`, one entry an interaction of this part. */
  readonly interactions: Csr;
  /** Changes whenever the data or their split change; caches key on it. */
  readonly fingerprint: string;
}

/**
 * Everything that training, prompts, samplers and filters may see: the train interactions, the catalogue's texts,
 * and the reviews of train interactions. Held-out data have types of their own, so a leak does not compile.
 */
export interface TrainView extends View {
  readonly part: 'train';
  /** Texts by item index; an empty object where nothing is known. */
  readonly texts: readonly ItemText[];
  /** Parallel to `interactions.indices`, where ratings are known. */
  readonly ratings?: Float32Array;
  /** Unix seconds, parallel to `interactions.indices`, where times are known. */
  readonly times?: Float64Array;
  /** Returns the review of a train interaction; `undefined` for every other pair. */
  review(user: number, item: number): Review | undefined;
}

/** The part on which models are chosen. Ranking it masks the train items. */
export interface Validation extends View {
  readonly part: 'validation';
  /** What must not be ranked: train. */
  readonly masked: Csr;
}

/** The part on which a chosen model is measured once. Ranking it masks train and validation items. */
export interface Test extends View {
  readonly part: 'test';
  readonly masked: Csr;
}

/** A test part that was loudly declared as a selection set, as some published results need. */
export interface TestAsPublished extends View {
  readonly part: 'test-as-published';
  readonly masked: Csr;
}

/** What early stopping accepts. */
export type SelectionSet = Validation | TestAsPublished;

/** What evaluation accepts. */
export type HeldOut = Validation | Test | TestAsPublished;

/** Known tastes of a simulated world: for audits and evaluation, never for training. */
export interface GroundTruth {
  readonly part: 'ground-truth';
  readonly users: IdMap;
  readonly items: IdMap;
  /** Returns the probability that the user likes the item once exposed to it. */
  relevance(user: number, item: number): number;
}

/** A finding about the data that was worked around: what, how often, and some examples. */
export interface DataNote {
  readonly what: string;
  readonly count: number;
  readonly examples: readonly string[];
}

/** One step in the making of a dataset: a source that was read, a transform or the split. */
export interface ProvenanceStep {
  /** What was done: "read", "minRating", "kCore", "split" ... */
  readonly step: string;
  /** What it was done with: a file with its bytes and sha256, the options of a transform. */
  readonly parameters: Readonly<Record<string, unknown>>;
  /** Interactions after it. */
  readonly interactions: number;
  /** Users that have any. */
  readonly users: number;
  /** Items that have any. */
  readonly items: number;
}

/** Interactions with their catalogue, split into parts that cannot be confused. */
export interface Dataset {
  readonly name: string;
  readonly train: TrainView;
  readonly validation: Validation;
  readonly test: Test;
  /** Normal dirt of real data that was counted and worked around. */
  readonly notes: readonly DataNote[];
  /** How the dataset was made, from its sources on. */
  readonly provenance: readonly ProvenanceStep[];
  readonly fingerprint: string;
}

/**
 * Declares that models are selected on the test set, as some published figures were.
 * Results of such a run must carry the name.
 */
export function asPublished(test: Test): TestAsPublished {
  return { ...test, part: 'test-as-published' };
}

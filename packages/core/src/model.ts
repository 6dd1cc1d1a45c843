import type { IdMap } from './ids.ts';

/** A trained recommender: the score of a pair is the dot product of its two rows. */
export interface Model {
  readonly users: IdMap;
  readonly items: IdMap;
  readonly dimensions: number;
  /** Final user embeddings, `[users.size * dimensions]`, row by row. */
  readonly userEmbeddings: Float32Array;
  /** Final item embeddings, `[items.size * dimensions]`, row by row. */
  readonly itemEmbeddings: Float32Array;
}

import type {
  BatchEmbeddings,
  Parameters,
  PositiveBatch,
  Preparation,
  SamplingContext,
} from '@hnlm/cf-models';
import type { Scalar } from '@tensorflow/tfjs';

/** Vectors in collaborative space for the positives of a batch. */
export interface GeneratedVectors {
  /** `[B * d]`; only directions matter, rows without a vector are ignored. */
  readonly values: Float32Array;
  /** 1 where a positive has a vector, `[B]`. */
  readonly present: Uint8Array;
}

/** A source that has seen the training data. */
export interface PreparedVectorSource {
  readonly parameters?: Parameters;
  /** Returns vectors for a batch; no gradient flows through them. */
  vectorsFor(batch: PositiveBatch, context: SamplingContext): GeneratedVectors;
  /** Trains the source's own parameters, inside automatic differentiation. */
  loss?(batch: PositiveBatch, embeddings: BatchEmbeddings): Scalar;
}

/** Where the generated vectors of {@link semanticMix} come from. */
export interface VectorSource {
  readonly plan: string;
  prepare(preparation: Preparation): PreparedVectorSource;
}

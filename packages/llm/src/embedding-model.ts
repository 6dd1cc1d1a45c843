import type { CallOptions, ModelIdentity } from './chat-model.ts';

/** A text encoder: one vector a text, all of one length. */
export interface EmbeddingModel {
  identity(options?: CallOptions): Promise<ModelIdentity>;
  /** Embeds texts in the order given; every vector has the same length and only finite numbers. */
  embed(texts: readonly string[], options?: CallOptions): Promise<Float32Array[]>;
  /** Where several servers have the model: one model each, between which a run chooses. See {@link balancedEmbedder}. */
  readonly endpoints?: readonly EmbeddingModel[];
}

import type { Review } from '@hnlm/core';

/** One interaction: indices of its user and item into id lists kept beside it, and what came with it. */
export interface Interaction {
  readonly user: number;
  readonly item: number;
  readonly rating?: number;
  readonly review?: Review;
}

/** Receives one interaction from a reader: original ids, the rating, Unix seconds, the review. */
export type InteractionSink = (
  user: string,
  item: string,
  rating?: number,
  time?: number,
  review?: Review,
) => void;

import type { Review } from '@hnlm/core';

/** Receives one interaction from a reader: original ids, the rating, Unix seconds, the review. */
export type InteractionSink = (
  user: string,
  item: string,
  rating?: number,
  time?: number,
  review?: Review,
) => void;

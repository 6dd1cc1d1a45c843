import { type Embeddings, pairDots } from '@hnlm/tfjs-backend';

/**
 * Scores candidates with the current embeddings, without gradient.
 *
 * @param users `[B]`
 * @param items `[B * per]`
 * @returns `[B * per]`
 * @example
 * ```ts
 * const scores = scorePairs(embeddings, batch.users, drawUnseen(data, batch.users, 16, random));
 * ```
 */
export function scorePairs(embeddings: Embeddings, users: Int32Array, items: Int32Array): Float32Array {
  // Not in a tidy: returning an array from one makes tfjs search it for tensors, entry by entry.
  const [scores] = pairDots(embeddings.users, embeddings.items, users, [items]);
  const values = scores.dataSync() as Float32Array;
  scores.dispose();
  return values;
}

import type { Embeddings } from '@hnlm/tfjs-backend';
import * as tf from '@tensorflow/tfjs';
import { scorePairs } from './score-pairs.ts';

/**
 * How two embeddings are compared: by their dot product, their cosine, or `euclidean`, the square of their distance, which is
 * small where they are near (official code of AHNS).
 */
export type Similarity = 'dot' | 'cosine' | 'euclidean';

/**
 * Compares the embeddings of pairs without gradient.
 *
 * @param users `[B]`
 * @param items `[B * per]`
 * @returns `[B * per]`
 */
export function similaritiesOf(
  embeddings: Embeddings,
  users: Int32Array,
  items: Int32Array,
  similarity: Similarity,
): Float32Array {
  const dots = scorePairs(embeddings, users, items);
  if (similarity === 'dot') return dots;
  const [ofUsers, ofItems] = [squaresOf(embeddings.users), squaresOf(embeddings.items)];
  const per = items.length / users.length;
  return dots.map((dot, n) => {
    const [u, i] = [ofUsers[users[Math.floor(n / per)]], ofItems[items[n]]];
    if (similarity === 'euclidean') return Math.max(0, u + i - 2 * dot);
    return u > 0 && i > 0 ? dot / Math.sqrt(u * i) : 0;
  });
}

/** The squared length of each row. */
function squaresOf(table: tf.Tensor2D): Float32Array {
  const squares = tf.tidy(() => table.square().sum(1));
  const values = squares.dataSync() as Float32Array;
  squares.dispose();
  return values;
}

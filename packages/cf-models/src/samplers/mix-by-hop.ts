import * as tf from '@tensorflow/tfjs';
import type { BatchHops, HopNegatives, SynthesisedNegatives } from '../sampler.ts';
import { repeatRows } from './repeat-rows.ts';

/**
 * Mixes the positive into the parts of the negatives, a p + (1 - a) n, and pools them; L2 acts on the mixed part of hop 0.
 * Differentiable in the parts.
 *
 * @param shares a by hop, `[B * negatives, 1]` or `[B * negatives, w]`
 */
export function mixByHop(hops: BatchHops, shares: readonly tf.Tensor2D[]): SynthesisedNegatives {
  const parts = hops.negatives.map((negative, hop) => {
    const positive = repeatRows(hops.positives[hop], negative.shape[0] / hops.positives[hop].shape[0]);
    return negative.add(shares[hop].mul(positive.sub(negative))) as tf.Tensor2D;
  });
  return { vectors: hops.pool(parts), ego: parts[0] };
}

/** Makes the embeddings that are scored out of parts that were gathered one by one. */
export function synthesiseByHop({ synthesise, shares }: HopNegatives, hops: BatchHops): SynthesisedNegatives {
  if (synthesise) return synthesise(hops);
  if (!shares) return { vectors: hops.pool(hops.negatives) };
  const rows = shares.length / hops.negatives.length;
  return mixByHop(
    hops,
    hops.negatives.map((_, hop) => tf.tensor2d(shares.subarray(hop * rows, (hop + 1) * rows), [rows, 1])),
  );
}

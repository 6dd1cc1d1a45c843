import type { Tensor2D } from '@tensorflow/tfjs';
import type { BatchHops, SynthesisedNegatives } from '../sampler.ts';
import { repeatRows } from './repeat-rows.ts';

/**
 * Mixes the positive into the parts of the negatives, a p + (1 - a) n, and pools them; L2 acts on the mixed part of hop 0.
 * Differentiable in the parts.
 *
 * @param shares a by hop, `[B * negatives, 1]` or `[B * negatives, w]`
 * @param negatives negatives of each positive
 */
export function mixByHop(
  hops: BatchHops,
  shares: readonly Tensor2D[],
  negatives: number,
): SynthesisedNegatives {
  const parts = hops.negatives.map((negative, hop) => {
    const positive = repeatRows(hops.positives[hop], negatives);
    return negative.add(shares[hop].mul(positive.sub(negative))) as Tensor2D;
  });
  return { vectors: hops.pool(parts), ego: parts[0] };
}

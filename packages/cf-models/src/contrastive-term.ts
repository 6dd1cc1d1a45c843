import { infoNce, unitRows } from '@hnlm/tfjs-backend';
import * as tf from '@tensorflow/tfjs';
import { everyRow } from './every-row.ts';
import type { Reduction } from './loss.ts';

/** What is contrasted. */
export interface Contrast {
  /** One view of some nodes, `[n, d]`. */
  readonly anchors: tf.Tensor2D;
  /** Another view, of the same nodes in the same order, or of more, `[m, d]`. */
  readonly others: tf.Tensor2D;
  /** The row of each anchor in `others`, `[n]`; default its own. */
  readonly own?: Int32Array;
  /** How often each anchor counts, `[n]`; default once. */
  readonly counts?: Int32Array;
  readonly temperature: number;
  /** Over the anchors; default `mean`. */
  readonly reduction?: Reduction;
}

/**
 * Computes the InfoNCE of two views by cosine: -log(exp(cos(a, o_own) / t) / sum over j of exp(cos(a, o_j) / t)) for each
 * anchor a (SGL, Wu et al. 2021, eq. 10); differentiable in both.
 *
 * @example
 * ```ts
 * const term = contrastiveTerm({ anchors: first.users, others: second.users, temperature: 0.2 });
 * ```
 */
export function contrastiveTerm(contrast: Contrast): tf.Scalar {
  const { anchors, others, counts, temperature, reduction = 'mean' } = contrast;
  const own = contrast.own ?? everyRow(anchors.shape[0]);
  const losses = infoNce(unitRows(anchors), unitRows(others), own, temperature);
  if (!counts) return losses[reduction]();
  const sum = losses.mul(tf.tensor1d(Float32Array.from(counts))).sum<tf.Scalar>();
  return reduction === 'sum' ? sum : sum.div(counts.reduce((total, count) => total + count, 0));
}

import type { Tensor2D } from '@tensorflow/tfjs';

/** Scales rows to unit length; differentiable. */
export function unitRows(rows: Tensor2D): Tensor2D {
  return rows.div(rows.square().sum(1, true).add(1e-12).sqrt()) as Tensor2D;
}

import type { Tensor2D } from '@tensorflow/tfjs';

/** The least squared length that a row is divided by: a row of zeros stays zero (the rule of `torch.nn.functional.normalize`). */
const least = 1e-24;

/** Divides each row by its length: `[n, d]`, differentiable. */
export function unitRows(rows: Tensor2D): Tensor2D {
  return rows.div(rows.square().sum(1, true).maximum(least).sqrt());
}

import { gatherRows } from '@hnlm/tfjs-backend';
import type { Tensor2D } from '@tensorflow/tfjs';
import { repeatEach } from './repeat-each.ts';

/** Repeats each row some times, side by side: `[n * times, d]`; differentiable. */
export function repeatRows(x: Tensor2D, times: number): Tensor2D {
  if (times === 1) return x;
  const rows = Int32Array.from({ length: x.shape[0] }, (_, row) => row);
  return gatherRows(x, repeatEach(rows, times));
}

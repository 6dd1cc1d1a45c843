import { gatherRows } from '@hnlm/tfjs-backend';
import type { Tensor2D } from '@tensorflow/tfjs';
import { everyRow } from '../every-row.ts';
import { repeatEach } from './repeat-each.ts';

/** Repeats each row some times, side by side: `[n * times, d]`; differentiable. */
export function repeatRows(x: Tensor2D, times: number): Tensor2D {
  if (times === 1) return x;
  const rows = everyRow(x.shape[0]);
  return gatherRows(x, repeatEach(rows, times));
}

import type { ListTotals } from './system-metric.ts';

/**
 * Computes MicroRecall\@k: hits of all users / relevant items of all users. SELFRec, and HNLMRec's code after it, call this
 * figure "Hit Ratio" (`hit_ratio` in `util/evaluation.py`); it weighs users by their relevant items and is no `Hit`.
 */
export function microRecall({ hits, relevant }: ListTotals): number {
  return hits / relevant;
}

import { gini } from './gini.ts';
import type { ListTotals } from './system-metric.ts';

/**
 * Computes Gini\@k: how unequally recommendations fall on the whole catalogue, Σ (2 i - n - 1) x_i / (n Σ x) over the n
 * items by ascending count x. 0 if all are recommended equally often; 1 - 1 / n if only one is; NaN if none is.
 */
export function recommendationGini({ recommended }: ListTotals): number {
  return gini(recommended);
}

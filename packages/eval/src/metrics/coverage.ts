import type { ListTotals } from './system-metric.ts';

/** Computes Coverage\@k: the share of the catalogue's items that are in at least one list (Ge et al. 2010). */
export function coverage({ recommended }: ListTotals): number {
  return recommended.filter((count) => count > 0).length / recommended.length;
}

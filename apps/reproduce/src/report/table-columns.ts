import type { Comparison, RowResult, RunResults } from './results.ts';

/** A p-value above this counts as "not shown": many rows are compared, and none is corrected for. */
export const significance = 0.005;

/**
 * Chooses the test metrics that the main table shows: Recall and NDCG at the cut-off of the selection metric, or the
 * selection metric alone.
 */
export function headlineMetrics(results: RunResults): readonly string[] {
  const cutOff = results.selectionMetric.split('@')[1];
  const wanted = new Set([`Recall@${cutOff}`, `NDCG@${cutOff}`, results.selectionMetric]);
  const reported = new Set(results.rows.flatMap((row) => Object.keys(row.test)));
  return [...wanted].filter((name) => reported.has(name));
}

/** Lists the rows that other rows than controls are compared with, in the order of the table. */
export function referenceRows(results: RunResults): readonly RowResult[] {
  return results.rows.filter((row) => comparedWith(results, row) > 0);
}

/** Counts the rows, other than controls, that are compared with a row. */
export function comparedWith(results: RunResults, row: RowResult): number {
  return results.rows.filter(
    (other) => other.kind !== 'control' && comparisonWith(other, row.id) !== undefined,
  ).length;
}

/** Finds the comparison of a row with another, where it was made. */
export function comparisonWith(row: RowResult, id: string | undefined): Comparison | undefined {
  return row.comparisons.find((comparison) => comparison.to === id);
}

/** Says whether a comparison counts as shown. */
export function isShown(comparison: Comparison): boolean {
  return comparison.pUsers <= significance;
}

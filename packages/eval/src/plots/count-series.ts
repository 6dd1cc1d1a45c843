import { HnlmError } from '@hnlm/core';
import { checkValues } from './check-values.ts';

/** How often each item occurs in one method's recommendations. */
export interface CountSeries {
  readonly label: string;
  /** `[items]`, as `recommendationCounts` returns them. */
  readonly counts: ArrayLike<number>;
}

/**
 * Checks counts, which all are of one catalogue.
 *
 * @throws HnlmError `PLOT_EMPTY`, `PLOT_VALUE`
 */
export function checkCounts(title: string, series: readonly CountSeries[]): void {
  checkValues(
    title,
    'series',
    series.map((_, index) => index),
  );
  for (const { label, counts } of series) {
    checkValues(title, `counts of ${label}`, counts, { above: -Number.MIN_VALUE });
    let total = 0;
    for (let item = 0; item < counts.length; item++) total += counts[item];
    if (total > 0 && counts.length === series[0].counts.length) continue;
    throw new HnlmError(
      total > 0
        ? `"${title}" cannot be drawn: ${label} counts ${counts.length} items, ${series[0].label} ${series[0].counts.length}`
        : `"${title}" cannot be drawn: ${label} counts nothing`,
      { code: 'PLOT_VALUE', hint: 'Pass one count an item of the same catalogue, not all of them 0.' },
    );
  }
}

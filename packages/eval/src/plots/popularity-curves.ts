import { makeAxis } from './axes.ts';
import { type CountSeries, checkCounts } from './count-series.ts';
import { lineKey } from './legend.ts';
import { lineChart } from './line-chart.ts';
import { percentText } from './number-text.ts';
import { dashOf, hueOf } from './series-style.ts';

/** Options of {@link popularityCurves}. */
export interface PopularityCurvesOptions {
  readonly title: string;
  /** Train interactions by item, `[items]`; they order the items and are drawn to compare with. */
  readonly train: ArrayLike<number>;
  readonly series: readonly CountSeries[];
}

/**
 * Draws which share of all recommendations goes to the most popular items, as an SVG document that stands alone or
 * within HTML: at x, the share of the x items with most train interactions (ties by index), on a logarithmic axis. A curve
 * above that of the train interactions recommends popular items more often than users take them.
 *
 * @throws HnlmError `PLOT_EMPTY` without series or items, `PLOT_VALUE` for counts that are negative, all 0,
 * or of different catalogues
 * @example
 * ```ts
 * popularityCurves({
 *   title: 'Who gets the recommendations',
 *   train: trainCounts,
 *   series: [{ label: 'DNS', counts: recommendationCounts(lists, dataset.items.length) }],
 * });
 * ```
 */
export function popularityCurves({ title, train, series }: PopularityCurvesOptions): string {
  const all: readonly CountSeries[] = [{ label: 'train interactions', counts: train }, ...series];
  checkCounts(title, all);
  const order = Int32Array.from({ length: train.length }, (_, item) => item).sort(
    (a, b) => train[b] - train[a] || a - b,
  );
  const curves = all.map(({ label, counts }) => ({ label, points: cumulative(counts, order) }));
  const tenth = Math.ceil(train.length / 10) - 1;
  const [ofTrain, ...ofSeries] = curves.map(
    ({ label, points }) => `${label} ${percentText(points[tenth].y, 0)}`,
  );
  const className = (index: number) => (index === 0 ? 'hue-grey' : hueOf(index - 1));
  const dash = (index: number) => (index === 0 ? '1 3' : dashOf(index - 1));
  return lineChart({
    title,
    description: `Lines of the share of recommendations that goes to the most popular items. Of the most popular tenth: ${[...ofSeries, ofTrain].join('; ')}.`,
    x: makeAxis({
      label: 'items, most popular in train first',
      extent: [1, train.length],
      count: 8,
      spacing: 'log',
    }),
    y: makeAxis({ label: 'share of recommendations up to there', extent: [0, 1], count: 5, percent: true }),
    lines: curves.map((curve, index) => ({ ...curve, className: className(index), dash: dash(index) })),
    entries: [...curves.keys()]
      // The reference closes the legend.
      .map((index) => (index + 1) % curves.length)
      .map((index) => ({ label: curves[index].label, key: lineKey(className(index), dash(index)) })),
  });
}

function cumulative(counts: ArrayLike<number>, order: Int32Array) {
  let [total, upTo] = [0, 0];
  for (const item of order) total += counts[item];
  return Array.from(order, (item, index) => {
    upTo += counts[item];
    return { x: index + 1, y: upTo / total };
  });
}

import { gini } from '../metrics/gini.ts';
import { makeAxis } from './axes.ts';
import { type CountSeries, checkCounts } from './count-series.ts';
import { lineKey } from './legend.ts';
import { type CurvePoint, lineChart } from './line-chart.ts';
import { dashOf, hueOf } from './series-style.ts';

/** Options of {@link lorenzCurves}. */
export interface LorenzCurvesOptions {
  readonly title: string;
  /** What is counted, such as `recommendations`. */
  readonly counted: string;
  readonly series: readonly CountSeries[];
}

/**
 * Draws how unevenly recommendations are spread over the catalogue, as an SVG document that stands alone or within
 * HTML: items from least to most frequent, each series in its own order, against their share of the sum (Lorenz 1905).
 * On the diagonal, all items are alike. The legend gives the Gini index, twice the area between curve and diagonal.
 *
 * @throws HnlmError `PLOT_EMPTY` without series or items, `PLOT_VALUE` for counts that are negative or all 0
 * @example
 * ```ts
 * lorenzCurves({
 *   title: 'Spread over the catalogue',
 *   counted: 'recommendations',
 *   series: [{ label: 'DNS', counts: recommendationCounts(lists, dataset.items.length) }],
 * });
 * ```
 */
export function lorenzCurves({ title, counted, series }: LorenzCurvesOptions): string {
  checkCounts(title, series);
  const labels = series.map(({ label, counts }) => `${label} (Gini ${gini(counts).toFixed(2)})`);
  const share = { extent: [0, 1] as const, count: 5, percent: true };
  return lineChart({
    title,
    description: `Lorenz curves of ${counted} over items, from least to most frequent. ${labels.join('; ')}.`,
    x: makeAxis({ ...share, label: 'share of items, least frequent first' }),
    y: makeAxis({ ...share, label: `share of ${counted}` }),
    lines: [
      {
        label: 'all items alike',
        points: [
          { x: 0, y: 0 },
          { x: 1, y: 1 },
        ],
        className: 'hue-grey faint',
        dash: '1 3',
      },
      ...series.map(({ counts }, index) => ({
        label: labels[index],
        points: lorenz(counts),
        className: hueOf(index),
        dash: dashOf(index),
      })),
    ],
    entries: [
      ...labels.map((label, index) => ({ label, key: lineKey(hueOf(index), dashOf(index)) })),
      { label: 'all items alike', key: lineKey('hue-grey faint', '1 3') },
    ],
  });
}

function lorenz(counts: ArrayLike<number>): CurvePoint[] {
  const ascending = Float64Array.from(counts).sort();
  const total = ascending.reduce((sum, count) => sum + count, 0);
  let below = 0;
  return [
    { x: 0, y: 0 },
    ...Array.from(ascending, (count, index) => {
      below += count;
      return { x: (index + 1) / ascending.length, y: below / total };
    }),
  ];
}

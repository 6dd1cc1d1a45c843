import { type AxisSpacing, makeAxis } from './axes.ts';
import { checkValues, extent } from './check-values.ts';
import { lineKey } from './legend.ts';
import { type CurvePoint, lineChart } from './line-chart.ts';
import { numberText } from './number-text.ts';
import { dashOf, hueOf } from './series-style.ts';

/** One method: a line for each of its runs, all in one colour. */
export interface CurveSeries {
  readonly label: string;
  readonly lines: readonly {
    /** In the order of x. */
    readonly points: readonly CurvePoint[];
    /** The point to mark, such as the epoch that was chosen. */
    readonly mark?: CurvePoint;
  }[];
}

/** Options of {@link learningCurves}. */
export interface LearningCurvesOptions {
  readonly title: string;
  readonly xLabel: string;
  readonly yLabel: string;
  /** Of the x-axis; `linear` by default. On a logarithmic axis, x is above 0. */
  readonly xSpacing?: AxisSpacing;
  /** Of the y-axis; `linear` by default. */
  readonly ySpacing?: AxisSpacing;
  readonly series: readonly CurveSeries[];
}

/**
 * Draws how a metric develops over training, as an SVG document that stands alone or within HTML. Series differ in
 * colour and in dashes.
 *
 * @throws HnlmError `PLOT_EMPTY` without any point, `PLOT_VALUE` if one is not finite, or not above 0 on a logarithmic axis
 * @example
 * ```ts
 * const points = [{ x: 5, y: 0.21 }, { x: 10, y: 0.27 }];
 * const series = [{ label: 'DNS', lines: [{ points, mark: points[1] }] }];
 * learningCurves({ title: 'Validation', xLabel: 'epoch', yLabel: 'NDCG@20', series });
 * ```
 */
export function learningCurves(options: LearningCurvesOptions): string {
  const { title, xLabel, yLabel, xSpacing = 'linear', ySpacing = 'linear', series } = options;
  const points = series.flatMap(({ lines }) =>
    lines.flatMap(({ points, mark }) => (mark === undefined ? points : [...points, mark])),
  );
  const across = points.map((point) => point.x);
  const up = points.map((point) => point.y);
  checkValues(title, 'points', across, { above: xSpacing === 'log' ? 0 : undefined });
  checkValues(title, 'points', up, { above: ySpacing === 'log' ? 0 : undefined });
  const best = series.map(({ label, lines }) => {
    const values = lines.flatMap((line) => line.points.map((point) => point.y));
    return `${label} ${values.length === 0 ? 'none' : numberText(extent(values)[1], 4)}`;
  });
  return lineChart({
    title,
    description: `Lines of ${yLabel} by ${xLabel}. Highest values: ${best.join('; ')}.`,
    x: makeAxis({ label: xLabel, extent: extent(across), count: 8, spacing: xSpacing }),
    y: makeAxis({ label: yLabel, extent: extent(up), count: 6, spacing: ySpacing }),
    lines: series.flatMap(({ label, lines }, index) =>
      lines.map(({ points, mark }) => ({
        label,
        points,
        mark,
        className: hueOf(index),
        dash: dashOf(index),
      })),
    ),
    entries: series.map(({ label }, index) => ({ label, key: lineKey(hueOf(index), dashOf(index)) })),
  });
}

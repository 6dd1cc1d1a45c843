import { type AxisSpacing, makeAxis } from './axes.ts';
import { checkValues, extent } from './check-values.ts';
import { lineKey } from './legend.ts';
import { lineChart } from './line-chart.ts';
import { percentText } from './number-text.ts';
import { hueOf, shapePath } from './series-style.ts';
import { element } from './svg.ts';

/** The result of `falseNegativeRate` at an epoch. */
export interface FalseNegativePoint {
  readonly epoch: number;
  readonly rate: number;
  /** The rate of random negatives with the same exposure. */
  readonly matched: number;
}

/** One sampler. */
export interface FalseNegativeSeries {
  readonly label: string;
  /** A line for each seed, in the order of its epochs. */
  readonly runs: readonly (readonly FalseNegativePoint[])[];
}

/** Options of {@link falseNegativeCurves}. */
export interface FalseNegativeCurvesOptions {
  readonly title: string;
  /** What told, such as `validation positives`; named at the axis. */
  readonly against: string;
  readonly series: readonly FalseNegativeSeries[];
  /** Of the rates; `linear`, from 0, by default. `log` where samplers differ by powers of ten; rates are then above 0. */
  readonly spacing?: AxisSpacing;
}

/**
 * Draws how often the negatives of samplers are false by epoch, each next to random negatives with the same exposure,
 * as an SVG document that stands alone or within HTML. What lies between a line and its dashed companion is due to the
 * sampler's choice and not to popularity. Samplers differ in colour and in the shape of their points.
 *
 * @throws HnlmError `PLOT_EMPTY` without any point, `PLOT_VALUE` if one is not finite
 * @example
 * ```ts
 * const point = { epoch: 1, ...falseNegativeRate({ negatives, train, against: dataset.validation }) };
 * falseNegativeCurves({
 *   title: 'False negatives',
 *   against: 'validation positives',
 *   series: [{ label: 'DNS', runs: [[point]] }],
 * });
 * ```
 */
export function falseNegativeCurves(options: FalseNegativeCurvesOptions): string {
  const { title, against, series, spacing = 'linear' } = options;
  const points = series.flatMap(({ runs }) => runs.flat());
  const epochs = points.map(({ epoch }) => epoch);
  const rates = points.flatMap(({ rate, matched }) => [rate, matched]);
  checkValues(title, 'points', epochs);
  checkValues(title, 'points', rates, { above: spacing === 'log' ? 0 : undefined });
  const [low, high] = extent(rates);
  const lines = series.flatMap(({ label, runs }, index) =>
    runs.flatMap((run) => [
      {
        label: `${label}: random negatives of the same exposure`,
        points: run.map(({ epoch, matched }) => ({ x: epoch, y: matched })),
        className: `${hueOf(index)} faint`,
        dash: '5 4',
      },
      {
        label,
        points: run.map(({ epoch, rate }) => ({ x: epoch, y: rate })),
        className: hueOf(index),
        shape: index,
      },
    ]),
  );
  const last = series.flatMap(({ label, runs }) => {
    const point = runs[0]?.at(-1);
    return point === undefined
      ? []
      : [`${label} ${percentText(point.rate, 2)}, random ${percentText(point.matched, 2)}`];
  });
  return lineChart({
    title,
    description: `Lines of the share of negatives that are ${against}, by epoch, and dashed of random negatives with the same exposure. At the end: ${last.join('; ')}.`,
    x: makeAxis({ label: 'epoch', extent: extent(epochs), count: 8 }),
    y: makeAxis({
      label: `negatives that are ${against}`,
      extent: spacing === 'log' ? [low, high] : [Math.min(0, low), high || 0.01],
      count: 6,
      spacing,
      percent: true,
    }),
    lines,
    entries: [
      ...series.map(({ label }, index) => ({
        label,
        key: (x: number, y: number) =>
          element(
            'g',
            { class: hueOf(index) },
            element('path', { class: 'line', d: `M${x} ${y}h26` }),
            element('path', { class: 'mark', d: shapePath(index, x + 13, y, 4) }),
          ),
      })),
      {
        label: 'dashed: random negatives of the same exposure',
        key: lineKey('hue-grey', '5 4'),
      },
    ],
  });
}

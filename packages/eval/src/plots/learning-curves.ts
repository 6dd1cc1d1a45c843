import { HnlmError } from '@hnlm/core';
import { bottomAxis, type Frame, leftAxis } from './axes.ts';
import { legend } from './legend.ts';
import { linearScale, niceTicks } from './scale.ts';
import { drawing, element, escapeText } from './svg.ts';
import { hues } from './theme.ts';

/** A point of a curve. */
export interface CurvePoint {
  readonly x: number;
  readonly y: number;
}

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
  readonly series: readonly CurveSeries[];
}

const width = 720;
const frame: Frame = { left: 70, right: 700, top: 44, bottom: 400 };
const dashes = [undefined, '7 3', '2 3', '9 3 2 3', '12 4', '4 2'];

/**
 * Draws how a metric develops over training, as an SVG document that stands alone or within HTML. Series differ in
 * colour and in dashes.
 *
 * @throws HnlmError `PLOT_EMPTY` without any point
 * @example
 * ```ts
 * const points = [{ x: 5, y: 0.21 }, { x: 10, y: 0.27 }];
 * const series = [{ label: 'DNS', lines: [{ points, mark: points[1] }] }];
 * learningCurves({ title: 'Validation', xLabel: 'epoch', yLabel: 'NDCG@20', series });
 * ```
 */
export function learningCurves({ title, xLabel, yLabel, series }: LearningCurvesOptions): string {
  const points = series.flatMap(({ lines }) => lines.flatMap((line) => line.points));
  if (points.length === 0) throw new HnlmError(`"${title}" has no points to draw`, { code: 'PLOT_EMPTY' });
  const across = points.map((point) => point.x);
  const up = points.map((point) => point.y);
  const ticksX = niceTicks(Math.min(...across), Math.max(...across), 8);
  const ticksY = niceTicks(Math.min(...up), Math.max(...up), 6);
  const x = linearScale([ticksX.values[0], ticksX.values.at(-1)!], [frame.left, frame.right]);
  const y = linearScale([ticksY.values[0], ticksY.values.at(-1)!], [frame.bottom, frame.top]);

  const curves = series.map(({ label, lines }, index) =>
    element(
      'g',
      { class: hueOf(index) },
      element('title', {}, escapeText(label)),
      ...lines.map((line) => {
        const path = line.points
          .map((point) => `${x(point.x).toFixed(1)},${y(point.y).toFixed(1)}`)
          .join(' ');
        return element('polyline', { class: 'line', 'stroke-dasharray': dashOf(index), points: path });
      }),
      ...lines.flatMap(({ mark }) =>
        mark === undefined
          ? []
          : [element('circle', { class: 'mark', cx: x(mark.x), cy: y(mark.y), r: 4.5 })],
      ),
    ),
  );
  const key = legend(
    series.map(({ label }, index) => ({
      label,
      key: (left: number, middle: number) =>
        element('path', {
          class: `line ${hueOf(index)}`,
          'stroke-dasharray': dashOf(index),
          d: `M${left} ${middle}h26`,
        }),
    })),
    { x: frame.left, y: frame.bottom + 52, width: frame.right - frame.left },
  );
  const best = series.map(({ label, lines }) => {
    const highest = Math.max(...lines.flatMap((line) => line.points.map((point) => point.y)));
    return `${label} ${highest.toFixed(4)}`;
  });
  const description = `Lines of ${yLabel} by ${xLabel}. Highest values: ${best.join('; ')}.`;
  return drawing({ width, height: frame.bottom + 60 + key.height, title, description }, [
    ...leftAxis(frame, ticksY, y, yLabel),
    ...bottomAxis(frame, ticksX, x, xLabel),
    ...curves,
    ...key.marks,
  ]);
}

function hueOf(index: number): string {
  return `hue-${index % hues}`;
}

function dashOf(index: number): string | undefined {
  return dashes[index % dashes.length];
}

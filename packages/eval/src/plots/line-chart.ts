import { type Axis, bottomAxis, type Frame, leftAxis, leftMargin, rightMargin, scaleOf } from './axes.ts';
import { type LegendEntry, legend } from './legend.ts';
import type { Scale } from './scale.ts';
import { shapePath } from './series-style.ts';
import { drawing, element, escapeText } from './svg.ts';

/** A point of a curve. */
export interface CurvePoint {
  readonly x: number;
  readonly y: number;
}

/** One line of a chart. */
export interface ChartLine {
  /** What it says when it is pointed at. */
  readonly label: string;
  /** In the order of x. */
  readonly points: readonly CurvePoint[];
  /** Classes besides `line`. */
  readonly className: string;
  readonly dash?: string;
  /** Index of the shape to draw at the points, where lines differ in shapes. */
  readonly shape?: number;
  /** A point to stress. */
  readonly mark?: CurvePoint;
}

/** What {@link lineChart} takes. */
export interface LineChartOptions {
  readonly title: string;
  readonly description: string;
  readonly x: Axis;
  readonly y: Axis;
  /** From back to front. */
  readonly lines: readonly ChartLine[];
  readonly entries: readonly LegendEntry[];
}

const width = 720;

/** Draws lines in a frame with two axes and a legend below. */
export function lineChart({ title, description, x, y, lines, entries }: LineChartOptions): string {
  const frame: Frame = { left: leftMargin(y), right: width - rightMargin(x), top: 44, bottom: 400 };
  const across = scaleOf(x, [frame.left, frame.right]);
  const up = scaleOf(y, [frame.bottom, frame.top]);
  const key = legend(entries, { x: frame.left, y: frame.bottom + 52, width: frame.right - frame.left });
  return drawing({ width, height: frame.bottom + 60 + key.height, title, description }, [
    ...leftAxis(frame, y),
    ...bottomAxis(frame, x),
    ...lines.map((line) => drawLine(line, across, up)),
    ...key.marks,
  ]);
}

function drawLine({ label, points, className, dash, shape, mark }: ChartLine, x: Scale, y: Scale): string {
  const places = withoutCrowding(points.map((point) => [x(point.x), y(point.y)] as const));
  const ends = places.length === 1 ? dashAt(places[0]) : places;
  const path = ends.map(([left, top]) => `${left.toFixed(1)},${top.toFixed(1)}`).join(' ');
  return element(
    'g',
    { class: className },
    element('title', {}, escapeText(label)),
    element('polyline', { class: 'line', 'stroke-dasharray': dash, points: path }),
    ...(shape === undefined ? [] : [element('path', { class: 'mark', d: shapesAlong(places, shape) })]),
    ...(mark === undefined
      ? []
      : [element('circle', { class: 'mark', cx: x(mark.x), cy: y(mark.y), r: 4.5 })]),
  );
}

type Place = readonly [number, number];

/** Makes a short line of a single point, which would not be seen. */
function dashAt([x, y]: Place): readonly Place[] {
  return [
    [x - 13, y],
    [x + 13, y],
  ];
}

/** Leaves out points that lie within two pixels of the last one that was kept, as of thousands of items. */
function withoutCrowding(places: readonly Place[]): readonly Place[] {
  if (places.length <= 200) return places;
  return kept(places, 2);
}

/** Puts a shape at each place that is far enough from the last one. */
function shapesAlong(places: readonly Place[], shape: number): string {
  return kept(places, 13)
    .map(([x, y]) => shapePath(shape, x, y, 4))
    .join('');
}

function kept(places: readonly Place[], distance: number): readonly Place[] {
  let last: Place = [-Infinity, -Infinity];
  return places.filter((place, index) => {
    const far = Math.hypot(place[0] - last[0], place[1] - last[1]) >= distance;
    if (far) last = place;
    return far || index === places.length - 1;
  });
}

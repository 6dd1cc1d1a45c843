import { HnlmError } from '@hnlm/core';
import { bottomAxis, type Frame, leftAxis, leftMargin, makeAxis, scaleOf } from './axes.ts';
import { checkValues, extent } from './check-values.ts';
import { legend } from './legend.ts';
import type { Plane } from './plane.ts';
import { hueOf, shapePath } from './series-style.ts';
import { drawing, element, escapeText } from './svg.ts';

/** Options of {@link embeddingMap}. */
export interface EmbeddingMapOptions {
  readonly title: string;
  /** As of `principalPlane` or `umapPlane`, of all vectors together. */
  readonly plane: Plane;
  /** From back to front; rows in no group are not drawn. */
  readonly groups: readonly {
    readonly label: string;
    /** Rows of the plane. */
    readonly rows: ArrayLike<number>;
  }[];
  /** Pairs of rows to join by a line, such as each positive and its negative. */
  readonly links?: readonly (readonly [number, number])[];
}

const width = 720;
const frameHeight = 480;

/**
 * Draws a map of vectors, such as of positives, negatives and profiles, as an SVG document that stands alone or within
 * HTML. Both axes have the same scale, so that distances compare in all directions. Groups differ in colour and shape.
 *
 * @throws HnlmError `PLOT_EMPTY` without points, `PLOT_VALUE` for points that are not finite or rows that are not in the
 * plane
 * @example
 * ```ts
 * const plane = principalPlane({ values: Float32Array.of(0, 0, 3, 4, 1, 2), dimensions: 2 });
 * const groups = [
 *   { label: 'positives', rows: [0, 1] },
 *   { label: 'negatives', rows: [2] },
 * ];
 * embeddingMap({ title: 'Text space', plane, groups, links: [[0, 2]] });
 * ```
 */
export function embeddingMap({ title, plane, groups, links = [] }: EmbeddingMapOptions): string {
  const drawn = check(title, plane, groups, links);
  const at = (axis: 0 | 1) => drawn.map((row) => plane.points[2 * row + axis]);
  const [across, up] = [extent(at(0)), extent(at(1))];
  const x = makeAxis({ label: plane.xLabel, extent: across, count: 7 });
  const y = makeAxis({ label: plane.yLabel, extent: up, count: 6 });
  const frame: Frame = { left: leftMargin(y), right: 700, top: 44, bottom: 44 + frameHeight };
  const [wideX, wideY] = evenScales(x.ends, y.ends, frame);
  const axisX = { ...makeAxis({ label: plane.xLabel, extent: wideX, count: 7 }), ends: wideX };
  const axisY = { ...makeAxis({ label: plane.yLabel, extent: wideY, count: 6 }), ends: wideY };
  const left = scaleOf(axisX, [frame.left, frame.right]);
  const top = scaleOf(axisY, [frame.bottom, frame.top]);
  const placeOf = (row: number) => [left(plane.points[2 * row]), top(plane.points[2 * row + 1])] as const;

  const radius = drawn.length > 1000 ? 2.2 : drawn.length > 200 ? 3 : 4;
  const key = legend(
    groups.map(({ label }, index) => ({
      label,
      key: (x: number, middle: number) =>
        element('path', { class: `dots ${hueOf(index)}`, d: shapePath(index, x + 14, middle, 4.5) }),
    })),
    { x: frame.left, y: frame.bottom + 52, width: frame.right - frame.left },
  );
  const sizes = groups.map(({ label, rows }) => `${rows.length} ${label}`).join(', ');
  return drawing(
    {
      width,
      height: frame.bottom + 60 + key.height,
      title,
      description: `Map of ${sizes}. Across: ${plane.xLabel}; up: ${plane.yLabel}.`,
    },
    [
      ...leftAxis(frame, within(axisY)),
      ...bottomAxis(frame, within(axisX), true),
      links.length === 0 ? '' : element('path', { class: 'link', d: links.map(linkPath).join('') }),
      ...groups.map(({ label, rows }, index) =>
        element(
          'g',
          { class: hueOf(index) },
          element('title', {}, escapeText(label)),
          element('path', {
            class: 'dots',
            d: Array.from(rows, (row) => shapePath(index, ...placeOf(row), radius)).join(''),
          }),
        ),
      ),
      ...key.marks,
    ],
  );

  function linkPath([from, to]: readonly [number, number]): string {
    const [start, end] = [placeOf(from), placeOf(to)];
    return `M${start.map((value) => value.toFixed(1)).join(' ')}L${end.map((value) => value.toFixed(1)).join(' ')}`;
  }
}

function check(
  title: string,
  { points }: Plane,
  groups: EmbeddingMapOptions['groups'],
  links: NonNullable<EmbeddingMapOptions['links']>,
): number[] {
  const drawn = groups.flatMap(({ rows }) => Array.from(rows));
  const wrong = [...drawn, ...links.flat()].find(
    (row) => !(Number.isInteger(row) && row >= 0 && 2 * row + 1 < points.length),
  );
  if (wrong !== undefined) {
    throw new HnlmError(
      `"${title}" cannot be drawn: ${wrong} is no row of the ${points.length / 2} in the plane`,
      {
        code: 'PLOT_VALUE',
        hint: 'Lay out the vectors of all groups together, and pass their rows in that table.',
        evidence: { row: wrong },
      },
    );
  }
  const all = [...new Set([...drawn, ...links.flat()])];
  checkValues(
    title,
    'points',
    all.flatMap((row) => [points[2 * row], points[2 * row + 1]]),
  );
  return all;
}

type Ends = readonly [number, number];

/** Widens the axis that has more room, so that both have as many units a pixel. */
function evenScales(x: Ends, y: Ends, frame: Frame): readonly [Ends, Ends] {
  const perPixel = Math.max(
    (x[1] - x[0]) / (frame.right - frame.left),
    (y[1] - y[0]) / (frame.bottom - frame.top),
  );
  const around = ([low, high]: Ends, pixels: number): Ends => {
    const [middle, half] = [(low + high) / 2, (perPixel * pixels) / 2];
    return [middle - half, middle + half];
  };
  return [around(x, frame.right - frame.left), around(y, frame.bottom - frame.top)];
}

/** Keeps the ticks that lie on the axis. */
function within<T extends ReturnType<typeof makeAxis>>(axis: T): T {
  const [low, high] = axis.ends;
  return { ...axis, ticks: axis.ticks.filter(({ value }) => value >= low && value <= high) };
}

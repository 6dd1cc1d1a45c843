import { HnlmError } from '@hnlm/core';
import {
  type Axis,
  bottomAxis,
  type Frame,
  leftAxis,
  leftMargin,
  makeAxis,
  rightMargin,
  scaleOf,
} from './axes.ts';
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
  const { frame, x, y } = layOut(plane, drawn);
  const left = scaleOf(x, [frame.left, frame.right]);
  const top = scaleOf(y, [frame.bottom, frame.top]);
  const placeOf = (row: number) => [left(plane.points[2 * row]), top(plane.points[2 * row + 1])] as const;

  const radius = drawn.length > 1000 ? 2.2 : drawn.length > 200 ? 3 : 4;
  const key = legend(
    groups.map(({ label }, index) => ({
      label,
      key: (start: number, middle: number) =>
        element('path', { class: `dots ${hueOf(index)}`, d: shapePath(index, start + 14, middle, 4.5) }),
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
      ...leftAxis(frame, y),
      ...bottomAxis(frame, x, true),
      links.length === 0 ? '' : element('path', { class: 'link', d: links.map(linkPath).join('') }),
      ...groups.map(({ label, rows }, index) =>
        element(
          'g',
          { class: hueOf(index) },
          element('title', {}, escapeText(label)),
          element('path', {
            class: drawn.length > 1000 ? 'dots many' : 'dots',
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

/** Finds a frame and axes that have as many units a pixel across as up. */
function layOut({ points, xLabel, yLabel }: Plane, rows: readonly number[]) {
  const axis = (label: string, ends: Ends, count: number): Axis => {
    const { ticks, ...rest } = makeAxis({ label, extent: ends, count });
    return { ...rest, ends, ticks: ticks.filter(({ value }) => value >= ends[0] && value <= ends[1]) };
  };
  const extentOf = (of: 0 | 1) => extent(rows.map((row) => points[2 * row + of]));
  const [across, up] = [extentOf(0), extentOf(1)];
  let frame: Frame = { left: 70, right: 700, top: 44, bottom: 44 + frameHeight };
  // The margins depend on the ticks' texts, and these on the room that the margins leave; it settles at once.
  for (let pass = 0; ; pass++) {
    const [wideX, wideY] = evenEnds(across, up, frame);
    const [x, y] = [axis(xLabel, wideX, 7), axis(yLabel, wideY, 6)];
    if (pass === 2) return { frame, x, y };
    frame = { ...frame, left: leftMargin(y), right: width - rightMargin(x) };
  }
}

/** Gives both axes as many units a pixel, with a margin around the points. */
function evenEnds(x: Ends, y: Ends, frame: Frame): readonly [Ends, Ends] {
  const largest = Math.max(...[...x, ...y].map(Math.abs)) || 1;
  const perPixel = Math.max(
    (1.08 * (x[1] - x[0])) / (frame.right - frame.left),
    (1.08 * (y[1] - y[0])) / (frame.bottom - frame.top),
    // Points in one place have room around them too.
    1e-8 * largest,
    1e-80,
  );
  const around = ([low, high]: Ends, pixels: number): Ends => {
    const [middle, half] = [(low + high) / 2, (perPixel * pixels) / 2];
    return [middle - half, middle + half];
  };
  return [around(x, frame.right - frame.left), around(y, frame.bottom - frame.top)];
}

import { HnlmError } from '@hnlm/core';
import { bottomLabel, type Frame, leftAxis, leftMargin, makeAxis, scaleOf } from './axes.ts';
import { checkValues, extent } from './check-values.ts';
import { intervalKey, type LegendEntry, legend } from './legend.ts';
import { numberText, percentText } from './number-text.ts';
import type { Scale } from './scale.ts';
import { hueOf, shapePath } from './series-style.ts';
import { checkPs, starsEntry, starsOf } from './stars.ts';
import { drawing, element, escapeText, words } from './svg.ts';
import { textLines } from './text-lines.ts';

/** A method's metric in one group. */
export interface GroupValue {
  readonly mean: number;
  readonly interval?: { readonly low: number; readonly high: number; readonly level: number };
  /** Adjusted p-value; drawn as stars, which the legend explains. */
  readonly p?: number;
}

/** Options of {@link sparsityGroupsPlot}. */
export interface SparsityGroupsPlotOptions {
  readonly title: string;
  /** The metric, such as `NDCG@20`. */
  readonly yLabel: string;
  /** What the groups' labels say; `train interactions of a user` by default. */
  readonly xLabel?: string;
  /** As `sparsityGroups` returns them. */
  readonly groups: readonly { readonly label: string; readonly userShare: number }[];
  readonly series: readonly {
    readonly label: string;
    /** One a group, in their order; undefined where no user of a group was measured. */
    readonly values: readonly (GroupValue | undefined)[];
  }[];
  /** What the p-values compare with; named in the legend. */
  readonly against?: string;
}

const width = 720;
const right = 700;

/**
 * Draws a metric by group of users, and below how many of all users each group holds, as an SVG document that stands
 * alone or within HTML. Methods differ in colour and in the shape of their points. The values axis need not begin at 0.
 *
 * @throws HnlmError `PLOT_EMPTY` without groups or values, `PLOT_VALUE` for values that are not finite, or another number
 * of values than of groups
 * @example
 * ```ts
 * const groups = sparsityGroups({ train: dataset.train.interactions });
 * const values = metricsByGroup(evaluation, groups).map(({ metrics }) =>
 *   'NDCG@20' in metrics ? { mean: metrics['NDCG@20'] } : undefined,
 * );
 * sparsityGroupsPlot({ title: 'By sparsity', yLabel: 'NDCG@20', groups, series: [{ label: 'DNS', values }] });
 * ```
 */
export function sparsityGroupsPlot(options: SparsityGroupsPlotOptions): string {
  const { title, yLabel, xLabel = 'train interactions of a user', groups, series, against } = options;
  const values = check(options);
  const y = makeAxis({
    label: yLabel,
    extent: extent(
      values.flatMap(({ mean, interval }) => [mean, interval?.low ?? mean, interval?.high ?? mean]),
    ),
    count: 6,
  });
  const left = leftMargin(y);
  const frame: Frame = { left, right, top: 56, bottom: 296 };
  const shares: Frame = { left, right, top: 350, bottom: 420 };
  const column = (right - left) / groups.length;
  const labels = groups.map(({ label }) => textLines(label, column - 8, 12, 3));
  const labelLines = Math.max(...labels.map((lines) => lines.length));

  const key = legend(
    [
      ...series.map(({ label }, index) => ({
        label,
        key: (x: number, middle: number) =>
          element('path', { class: `mark ${hueOf(index)}`, d: shapePath(index, x + 14, middle, 5) }),
      })),
      ...intervalEntries(values),
      ...starsEntry(
        values.map(({ p }) => p),
        against,
      ),
    ],
    { x: left, y: shares.bottom + 36 + 15 * labelLines, width: right - left },
  );
  const described = series.map(({ label, values }) => {
    const means = values.map((value) => (value === undefined ? 'none' : numberText(value.mean, 4)));
    return `${label} ${means.join(', ')}`;
  });
  const up = scaleOf(y, [frame.bottom, frame.top]);
  // Three stars are 21 pixels wide.
  const upright = (0.8 * column) / series.length < 22;
  return drawing(
    {
      width,
      height: shares.bottom + 44 + 15 * labelLines + key.height,
      title,
      description: `${yLabel} by ${xLabel}, in the groups ${groups.map((group) => group.label).join(', ')}. ${described.join('; ')}.`,
    },
    [
      ...leftAxis(frame, y),
      element('line', { class: 'axis', x1: left, x2: right, y1: frame.bottom, y2: frame.bottom }),
      ...groups.slice(1).flatMap((_, index) => {
        const x = left + column * (index + 1);
        return [element('line', { class: 'grid', x1: x, x2: x, y1: frame.top, y2: shares.bottom })];
      }),
      ...series.map(({ label, values }, index) => {
        // The methods share four fifths of a column.
        const offset = ((index + 0.5) / series.length - 0.5) * 0.8 * column;
        return element(
          'g',
          { class: hueOf(index) },
          ...values.flatMap((value, group) =>
            value === undefined
              ? []
              : [
                  drawValue(value, label, index, {
                    x: left + column * (group + 0.5) + offset,
                    y: up,
                    upright,
                  }),
                ],
          ),
        );
      }),
      words('share of users', { class: 'soft', x: left, y: shares.top - 26 }),
      ...drawShares(groups, shares),
      element('line', { class: 'axis', x1: left, x2: right, y1: shares.bottom, y2: shares.bottom }),
      ...labels.flatMap((lines, group) =>
        lines.map((line, index) =>
          words(line, {
            class: 'soft',
            x: left + column * (group + 0.5),
            y: shares.bottom + 18 + 15 * index,
            'text-anchor': 'middle',
          }),
        ),
      ),
      bottomLabel(shares, xLabel, 24 + 15 * labelLines),
      ...key.marks,
    ],
  );
}

function check({ title, groups, series }: SparsityGroupsPlotOptions): readonly GroupValue[] {
  const wrong = series.find(({ values }) => values.length !== groups.length);
  if (wrong !== undefined) {
    throw new HnlmError(
      `"${title}" cannot be drawn: ${wrong.label} has ${wrong.values.length} values for ${groups.length} groups`,
      { code: 'PLOT_VALUE', hint: 'Pass one value a group; undefined where no user was measured.' },
    );
  }
  const values = series.flatMap(({ values }) => values.filter((value) => value !== undefined));
  checkValues(
    title,
    'values',
    values.map(({ mean }) => mean),
  );
  const ends = values.flatMap(({ interval }) =>
    interval === undefined ? [] : [interval.low, interval.high],
  );
  if (ends.length > 0) checkValues(title, 'intervals', ends);
  const shares = groups.map(({ userShare }) => userShare);
  checkValues(title, 'shares of users', shares, { above: -Number.MIN_VALUE });
  checkPs(
    title,
    values.map(({ p }) => p),
  );
  return values;
}

function intervalEntries(values: readonly GroupValue[]): readonly LegendEntry[] {
  const levels = new Set(values.flatMap(({ interval }) => (interval === undefined ? [] : [interval.level])));
  return [...levels].map((level) => ({
    label: `${Number((100 * level).toPrecision(6))} % interval`,
    key: intervalKey,
  }));
}

interface ValuePlace {
  readonly x: number;
  readonly y: Scale;
  /** Whether stars stand on one another, for want of room. */
  readonly upright: boolean;
}

function drawValue(value: GroupValue, label: string, series: number, { x, y, upright }: ValuePlace): string {
  const { mean, interval, p } = value;
  const highest = y(interval === undefined ? mean : Math.max(mean, interval.high));
  const stars = upright ? [...starsOf(p)] : [starsOf(p)].filter((text) => text !== '');
  return element(
    'g',
    {},
    element('title', {}, escapeText(`${label}: ${numberText(mean, 4)}`)),
    interval === undefined
      ? ''
      : element('path', {
          class: 'interval',
          d: `M${(x - 4).toFixed(1)} ${y(interval.low).toFixed(1)}h8m-4 0V${y(interval.high).toFixed(1)}m-4 0h8`,
        }),
    element('path', { class: 'mark', d: shapePath(series, x, y(mean), 5) }),
    ...stars.map((text, index) => words(text, { class: 'stars', x, y: highest - 5 - 8 * index })),
  );
}

function drawShares(groups: SparsityGroupsPlotOptions['groups'], frame: Frame): readonly string[] {
  const column = (frame.right - frame.left) / groups.length;
  const largest = Math.max(...groups.map(({ userShare }) => userShare)) || 1;
  return groups.flatMap(({ userShare }, group) => {
    const height = ((frame.bottom - frame.top) * userShare) / largest;
    const x = frame.left + column * (group + 0.5);
    return [
      element('rect', {
        class: 'shares',
        x: x - column * 0.3,
        y: frame.bottom - height,
        width: column * 0.6,
        height,
      }),
      words(percentText(userShare, userShare < 0.1 ? 1 : 0), {
        class: 'soft',
        x,
        y: frame.bottom - height - 5,
        'text-anchor': 'middle',
      }),
    ];
  });
}

import { HnlmError } from '@hnlm/core';
import { quantile } from '../statistics/quantile.ts';
import {
  type Axis,
  bottomAxis,
  bottomLabel,
  type Frame,
  leftAxis,
  leftLabel,
  leftMargin,
  makeAxis,
  rightMargin,
  scaleOf,
  tickWidth,
} from './axes.ts';
import { checkValues, extent } from './check-values.ts';
import { type LegendEntry, legend, lineKey } from './legend.ts';
import { numberText } from './number-text.ts';
import { niceTicks } from './scale.ts';
import { hueOf } from './series-style.ts';
import { drawing, element, escapeText, words } from './svg.ts';
import { textLines } from './text-lines.ts';

/** How hard one sampler's negatives are. */
export interface HardnessSeries {
  readonly label: string;
  /** One a negative, such as the share of the user's items, in percent, that the model scores below it. */
  readonly values: ArrayLike<number>;
}

/** Options of {@link hardnessHistogram}. */
export interface HardnessHistogramOptions {
  readonly title: string;
  /** What the values are, such as `percentile among the user's items`. */
  readonly xLabel: string;
  /** A panel each. */
  readonly series: readonly HardnessSeries[];
  /** Drawn as an outline in every panel, such as uniform sampling. */
  readonly reference?: HardnessSeries;
  /** Ends of the axis; round values that enclose all negatives by default. */
  readonly range?: readonly [number, number];
  /** 20 by default. */
  readonly bins?: number;
}

const width = 720;
const gapDown = 38;

/**
 * Draws how hard the negatives of samplers are, one small histogram a sampler on common axes, as an SVG document that
 * stands alone or within HTML. A line marks the median. A value at the edge of two bins belongs to the upper one; the
 * last bin holds its upper end too.
 *
 * @throws HnlmError `PLOT_EMPTY` without series or values, `PLOT_VALUE` for values that are not finite or out of range,
 * `PLOT_BINS` if `bins` is no whole number from 1 to 200 or the range does not ascend
 * @example
 * ```ts
 * hardnessHistogram({
 *   title: 'Hardness',
 *   xLabel: "percentile among the user's items",
 *   series: [{ label: 'DNS', values: [91, 97, 99, 99.5] }],
 *   range: [0, 100],
 * });
 * ```
 */
export function hardnessHistogram(options: HardnessHistogramOptions): string {
  const { title, xLabel, series, reference, bins = 20 } = options;
  const range = rangeOf(options);
  const panels = series.map((one) => ({ ...one, ...histogram(one.values, range, bins) }));
  const outline = reference && histogram(reference.values, range, bins);
  const highest = Math.max(...[...panels, ...(outline ? [outline] : [])].flatMap(({ shares }) => shares));

  const columns = series.length === 4 ? 2 : Math.min(3, series.length);
  const rows = Math.ceil(series.length / columns);
  const panelHeight = rows === 1 ? 200 : 140;
  const y = makeAxis({ label: 'share of negatives', extent: [0, highest], count: 4, percent: true });
  // An axis of the range itself, which need not end at round values.
  const x: Axis = { ...makeAxis({ label: '', extent: range, count: Math.ceil(10 / columns) }), ends: range };
  const across: Axis = { ...x, ticks: x.ticks.filter(({ value }) => value >= range[0] && value <= range[1]) };
  const left = leftMargin(y);
  const right = width - rightMargin(x);
  // The last text of a panel and the first of the next stand side by side.
  const gapAcross = Math.max(26, tickWidth(x) + 8);
  const panelWidth = (right - left - gapAcross * (columns - 1)) / columns;
  const bottom = 66 + rows * panelHeight + (rows - 1) * gapDown;
  const whole: Frame = { left, right, top: 66, bottom };

  const key = legend(entries(reference), { x: left, y: bottom + 52, width: right - left });
  const medians = panels.map(({ label, median }) => `${label} ${numberText(median, 2)}`);
  return drawing(
    {
      width,
      height: bottom + 60 + key.height,
      title,
      description: `Histograms of ${xLabel}. Medians: ${medians.join('; ')}.`,
    },
    [
      ...panels.flatMap((panel, index) => {
        const column = index % columns;
        const top = 66 + Math.floor(index / columns) * (panelHeight + gapDown);
        const start = left + column * (panelWidth + gapAcross);
        const frame = { left: start, right: start + panelWidth, top, bottom: top + panelHeight };
        return drawPanel(panel, outline?.shares, {
          frame,
          x: across,
          // Texts stand once: at the first column, and under the last panel of each.
          y: column === 0 ? { ...y, label: '' } : withoutTexts(y),
          labelled: index + columns >= panels.length,
          hue: hueOf(index),
        });
      }),
      leftLabel(whole, y.label),
      bottomLabel(whole, xLabel, 40),
      ...key.marks,
    ],
  );
}

function rangeOf({ title, series, reference, range, bins = 20 }: HardnessHistogramOptions) {
  const all = reference === undefined ? series : [...series, reference];
  checkValues(
    title,
    'series',
    series.map((_, index) => index),
  );
  for (const { label, values } of all) checkValues(title, `values of ${label}`, values);
  const ends = all.map(({ values }) => extent(values));
  const low = Math.min(...ends.map((end) => end[0]));
  const high = Math.max(...ends.map((end) => end[1]));
  const ticks = niceTicks(low, high, 5).values;
  const [from, to] = range ?? [ticks[0], ticks.at(-1)!];
  if (!(Number.isInteger(bins) && bins >= 1 && bins <= 200 && Number.isFinite(to - from) && from < to)) {
    throw new HnlmError(`"${title}" cannot have ${bins} bins from ${from} to ${to}`, {
      code: 'PLOT_BINS',
      hint: 'Choose 1 to 200 bins and a range that ascends.',
      evidence: { bins, from, to },
    });
  }
  if (range !== undefined && !(low >= from && high <= to)) {
    throw new HnlmError(`"${title}" has values from ${low} to ${high}, out of ${from} to ${to}`, {
      code: 'PLOT_VALUE',
      hint: 'Widen `range`, or leave it out.',
      evidence: { low, high },
    });
  }
  return [from, to] as const;
}

function histogram(values: ArrayLike<number>, [from, to]: readonly [number, number], bins: number) {
  const shares = new Array<number>(bins).fill(0);
  for (let index = 0; index < values.length; index++) {
    const bin = Math.floor(((values[index] - from) / (to - from)) * bins);
    shares[Math.min(bins - 1, Math.max(0, bin))] += 1 / values.length;
  }
  return { shares, median: quantile(Float64Array.from(values).sort(), 0.5) };
}

interface PanelPlace {
  readonly frame: Frame;
  readonly x: Axis;
  readonly y: Axis;
  readonly labelled: boolean;
  readonly hue: string;
}

function drawPanel(
  panel: { readonly label: string; readonly shares: readonly number[]; readonly median: number },
  outline: readonly number[] | undefined,
  { frame, x, y, labelled, hue }: PanelPlace,
): readonly string[] {
  const { label, shares, median } = panel;
  const at = scaleOf(x, [frame.left, frame.right])(median);
  const heading = textLines(label, frame.right - frame.left, 13, 1)[0] ?? '';
  const area = `${steps(shares, frame, y)}V${frame.bottom}H${frame.left.toFixed(1)}z`;
  return [
    ...leftAxis(frame, y),
    element(
      'g',
      { class: hue },
      element('title', {}, escapeText(`${label}: median ${numberText(median, 2)}`)),
      element('path', { class: 'area', d: area }),
      element('path', { class: 'line', d: steps(shares, frame, y) }),
    ),
    outline === undefined
      ? ''
      : element('path', { class: 'line hue-grey', 'stroke-dasharray': '4 3', d: steps(outline, frame, y) }),
    element('line', { class: 'interval', x1: at, x2: at, y1: frame.bottom, y2: frame.top }),
    ...bottomAxis(frame, { ...(labelled ? x : withoutTexts(x)), label: '' }),
    words(heading, { x: frame.left, y: frame.top - 8 }),
  ];
}

/** Draws the outline of a histogram from the left end of the frame's bottom on. */
function steps(shares: readonly number[], frame: Frame, y: Axis): string {
  const up = scaleOf(y, [frame.bottom, frame.top]);
  const step = (frame.right - frame.left) / shares.length;
  const path = shares.map(
    (share, bin) => `V${up(share).toFixed(1)}H${(frame.left + step * (bin + 1)).toFixed(1)}`,
  );
  return `M${frame.left.toFixed(1)} ${frame.bottom}${path.join('')}V${frame.bottom}`;
}

function withoutTexts(axis: Axis): Axis {
  return { ...axis, label: '', ticks: axis.ticks.map((tick) => ({ ...tick, text: '' })) };
}

function entries(reference: HardnessSeries | undefined): readonly LegendEntry[] {
  const median: LegendEntry = {
    label: 'median',
    key: (x, y) => element('line', { class: 'interval', x1: x + 20, x2: x + 20, y1: y - 6, y2: y + 6 }),
  };
  return reference === undefined
    ? [median]
    : [median, { label: reference.label, key: lineKey('hue-grey', '4 3') }];
}

import { HnlmError } from '@hnlm/core';
import { bottomAxis, type Frame, makeAxis, scaleOf } from './axes.ts';
import { checkValues } from './check-values.ts';
import { intervalKey, type LegendEntry, legend } from './legend.ts';
import { numberText } from './number-text.ts';
import type { Scale } from './scale.ts';
import { hueOf } from './series-style.ts';
import { checkPs, starsEntry, starsOf } from './stars.ts';
import { drawing, element, escapeText, words } from './svg.ts';
import { textLines } from './text-lines.ts';

/** One bar. */
export interface MetricBar {
  readonly label: string;
  readonly mean: number;
  /** Standard deviation, such as over seeds: an interval of mean ± sd is drawn. */
  readonly sd?: number;
  /** Confidence interval, as of `bootstrapMean`; drawn instead of `sd`. */
  readonly interval?: { readonly low: number; readonly high: number; readonly level: number };
  /** Adjusted p-value, as of `compareModels`; drawn as stars, which the legend explains. */
  readonly p?: number;
  /** Bars of a group share a colour, which the legend explains. */
  readonly group: string;
  /** Draws the bar thinner and its label further in, as one that belongs to a bar above. */
  readonly indented?: boolean;
}

/** Options of {@link metricBars}. */
export interface MetricBarsOptions {
  readonly title: string;
  /** What the bars measure, such as `test NDCG@20`. */
  readonly xLabel: string;
  /** From top to bottom. */
  readonly bars: readonly MetricBar[];
  /** A value to compare with, drawn as a line through all bars. */
  readonly reference?: { readonly label: string; readonly value: number };
  /** What the p-values compare with; named in the legend. */
  readonly against?: string;
}

const width = 720;
const rowHeight = 38;
const labelWidth = 248;

/**
 * Draws horizontal bars of a metric with intervals, as an SVG document that stands alone or within HTML. Bars start at 0,
 * so that their lengths compare as the values do; each value is also written out.
 *
 * @throws HnlmError `PLOT_EMPTY` without bars, `PLOT_VALUE` if a mean is negative or not finite, an interval does not
 * ascend, or a p-value is none
 * @example
 * ```ts
 * const bars = [{ label: 'DNS', mean: 0.3986, sd: 0.0018, group: 'baseline' }];
 * metricBars({ title: 'Test', xLabel: 'NDCG@20', bars, reference: { label: 'uniform', value: 0.3748 } });
 * ```
 */
export function metricBars({ title, xLabel, bars, reference, against }: MetricBarsOptions): string {
  check(title, bars, reference);
  const groups = hueByGroup(bars);
  // Stars have a column of their own, so that the values stay in line.
  const starsWidth = bars.some(({ p }) => p !== undefined) ? 28 : 0;
  const frame: Frame = {
    left: 12 + labelWidth,
    right: 592 - starsWidth,
    top: 56,
    bottom: 56 + rowHeight * bars.length,
  };
  const highest = Math.max(
    reference?.value ?? 0,
    ...bars.map((bar) => Math.max(bar.mean, whiskers(bar)?.[1] ?? 0)),
  );
  const axis = makeAxis({ label: xLabel, extent: [0, highest || 1], count: 5 });
  const x = scaleOf(axis, [frame.left, frame.right]);

  const key = legend(
    [
      ...[...groups].map(([label, hue]) => ({
        label,
        key: (left: number, middle: number) =>
          element('rect', { class: `bar ${hue}`, x: left, y: middle - 6, width: 26, height: 12 }),
      })),
      ...intervalEntries(bars),
      ...starsEntry(
        bars.map(({ p }) => p),
        against,
      ),
    ],
    { x: 12, y: frame.bottom + 52, width: width - 24 },
  );
  const line = reference === undefined ? [] : referenceLine(reference, x(reference.value), frame);
  const compared =
    reference === undefined ? '' : ` Compared with ${reference.label}: ${numberText(reference.value, 4)}.`;
  const values = bars.map((bar) => `${bar.label} ${described(bar)}`).join('; ');
  return drawing(
    {
      width,
      height: frame.bottom + 60 + key.height,
      title,
      description: `Bars of ${xLabel}. ${values}.${compared}`,
    },
    [
      ...bottomAxis(frame, axis, true),
      ...bars.flatMap((bar, index) =>
        drawBar(bar, x, {
          middle: frame.top + rowHeight * (index + 0.5),
          hue: groups.get(bar.group)!,
          valuesEnd: width - 12 - starsWidth,
        }),
      ),
      ...line,
      ...key.marks,
    ],
  );
}

function check(title: string, bars: readonly MetricBar[], reference: MetricBarsOptions['reference']): void {
  if (bars.length === 0) throw new HnlmError(`"${title}" has no bars to draw`, { code: 'PLOT_EMPTY' });
  for (const bar of bars) {
    const [low, high] = whiskers(bar) ?? [bar.mean, bar.mean];
    if (bar.mean >= 0 && low <= high && bar.mean <= 1e90 && high <= 1e90) continue;
    throw new HnlmError(`the bar "${bar.label}" cannot be drawn: ${bar.mean} from ${low} to ${high}`, {
      code: 'PLOT_VALUE',
      hint: 'Bars start at 0: means must not be negative, and intervals must ascend.',
    });
  }
  if (reference) checkValues(title, 'references', [reference.value], { above: -Number.MIN_VALUE });
  checkPs(
    title,
    bars.map(({ p }) => p),
  );
}

/** Ends of the interval of a bar. */
function whiskers({ mean, sd, interval }: MetricBar): readonly [number, number] | undefined {
  if (interval !== undefined) return [interval.low, interval.high];
  return sd === undefined ? undefined : [mean - sd, mean + sd];
}

function intervalEntries(bars: readonly MetricBar[]): readonly LegendEntry[] {
  const labels = bars.flatMap((bar) => {
    if (bar.interval) return [`${Number((100 * bar.interval.level).toPrecision(6))} % interval`];
    return bar.sd === undefined ? [] : ['± standard deviation'];
  });
  return [...new Set(labels)].map((label) => ({ label, key: intervalKey }));
}

interface BarPlace {
  readonly middle: number;
  readonly hue: string;
  /** Where the written values end. */
  readonly valuesEnd: number;
}

function drawBar(bar: MetricBar, x: Scale, { middle, hue, valuesEnd }: BarPlace): readonly string[] {
  const { label, mean, p, indented = false } = bar;
  const inset = indented ? 18 : 0;
  const height = indented ? 12 : 20;
  const lines = textLines(label, labelWidth - inset - 10, 13, 2);
  const ends = whiskers(bar);
  return [
    element(
      'g',
      {},
      element('title', {}, escapeText(`${label}: ${described(bar)}`)),
      ...lines.map((line, index) =>
        words(line, { x: 12 + inset, y: middle + 4.5 + (index - (lines.length - 1) / 2) * 15 }),
      ),
      element('rect', {
        class: `bar ${hue}`,
        x: x(0),
        y: middle - height / 2,
        width: x(mean) - x(0),
        height,
      }),
    ),
    ...(ends === undefined ? [] : [interval(x(Math.max(0, ends[0])), x(Math.max(0, ends[1])), middle)]),
    words(written(bar), { class: 'soft', x: valuesEnd, y: middle + 4.5, 'text-anchor': 'end' }),
    p === undefined ? '' : words(starsOf(p), { class: 'stars', x: width - 22, y: middle + 8 }),
  ];
}

function interval(low: number, high: number, middle: number): string {
  const d = `M${low.toFixed(1)} ${middle}H${high.toFixed(1)}m0 -4v8M${low.toFixed(1)} ${middle - 4}v8`;
  return element('path', { class: 'interval', d });
}

function referenceLine(
  { label, value }: { readonly label: string; readonly value: number },
  x: number,
  frame: Frame,
): readonly string[] {
  const text = textLines(`${label} ${numberText(value, 4)}`, 2 * (Math.min(x, width - x) - 12), 12, 1)[0];
  return [
    element('line', { class: 'reference', x1: x, x2: x, y1: frame.top - 4, y2: frame.bottom }),
    words(text, { class: 'soft', x, y: frame.top - 9, 'text-anchor': 'middle' }),
  ];
}

function written({ mean, sd, interval }: MetricBar): string {
  const value = numberText(mean, 4);
  return sd === undefined || interval !== undefined ? value : `${value} ± ${numberText(sd, 4)}`;
}

function described(bar: MetricBar): string {
  const { interval, p } = bar;
  const range = interval ? ` (${numberText(interval.low, 4)} to ${numberText(interval.high, 4)})` : '';
  return `${written(bar)}${range}${p === undefined ? '' : `, p ${p < 0.001 ? '< .001' : `= ${p.toFixed(3)}`}`}`;
}

/** Gives each group a colour; groups of which every bar is indented stand back in grey. */
function hueByGroup(bars: readonly MetricBar[]): ReadonlyMap<string, string> {
  const main = new Set(bars.filter((bar) => !bar.indented).map((bar) => bar.group));
  const rest = bars.map((bar) => bar.group).filter((group) => !main.has(group));
  return new Map([
    ...[...main].map((group, index) => [group, hueOf(index)] as const),
    ...rest.map((group) => [group, 'hue-grey'] as const),
  ]);
}

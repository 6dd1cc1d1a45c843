import { HnlmError } from '@hnlm/core';
import { bottomAxis, type Frame } from './axes.ts';
import { legend } from './legend.ts';
import { linearScale, niceTicks, type Scale } from './scale.ts';
import { drawing, element, escapeText, words } from './svg.ts';
import { textLines } from './text-lines.ts';
import { hues } from './theme.ts';

/** One bar. */
export interface MetricBar {
  readonly label: string;
  readonly mean: number;
  /** Half the width of the interval around the mean; none is drawn without it. */
  readonly sd?: number;
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
}

const width = 720;
const rowHeight = 38;
const labelWidth = 248;

/**
 * Draws horizontal bars of a metric with intervals of mean ± sd, as an SVG document that stands alone or within HTML.
 * Bars start at 0, so that their lengths compare as the values do; each value is also written out.
 *
 * @throws HnlmError `PLOT_EMPTY` without bars, `PLOT_VALUE` if a mean is negative or not finite
 * @example
 * ```ts
 * const bars = [{ label: 'DNS', mean: 0.3986, sd: 0.0018, group: 'baseline' }];
 * metricBars({ title: 'Test', xLabel: 'NDCG@20', bars, reference: { label: 'uniform', value: 0.3748 } });
 * ```
 */
export function metricBars({ title, xLabel, bars, reference }: MetricBarsOptions): string {
  if (bars.length === 0) throw new HnlmError(`"${title}" has no bars to draw`, { code: 'PLOT_EMPTY' });
  for (const { label, mean, sd = 0 } of bars) {
    if (mean >= 0 && Number.isFinite(mean + sd)) continue;
    throw new HnlmError(`the bar "${label}" cannot be drawn: ${mean} ± ${sd}`, { code: 'PLOT_VALUE' });
  }
  const groups = hueByGroup(bars);
  const frame: Frame = { left: 12 + labelWidth, right: 592, top: 56, bottom: 56 + rowHeight * bars.length };
  const ticks = niceTicks(
    0,
    Math.max(reference?.value ?? 0, ...bars.map(({ mean, sd = 0 }) => mean + sd)),
    5,
  );
  const x = linearScale([0, ticks.values.at(-1)!], [frame.left, frame.right]);

  const key = legend(
    [...groups].map(([label, hue]) => ({
      label,
      key: (left: number, middle: number) =>
        element('rect', { class: `bar ${hue}`, x: left, y: middle - 6, width: 26, height: 12 }),
    })),
    { x: 12, y: frame.bottom + 52, width: width - 24 },
  );
  const line = reference === undefined ? [] : referenceLine(reference, x(reference.value), frame);
  const compared =
    reference === undefined ? '' : ` Compared with ${reference.label}: ${reference.value.toFixed(4)}.`;
  const values = bars.map((bar) => `${bar.label} ${written(bar)}`).join('; ');
  return drawing(
    {
      width,
      height: frame.bottom + 60 + key.height,
      title,
      description: `Bars of ${xLabel}. ${values}.${compared}`,
    },
    [
      ...bottomAxis(frame, ticks, x, xLabel, true),
      ...bars.flatMap((bar, index) =>
        drawBar(bar, x, frame.top + rowHeight * (index + 0.5), groups.get(bar.group)!),
      ),
      ...line,
      ...key.marks,
    ],
  );
}

function drawBar(bar: MetricBar, x: Scale, middle: number, hue: string): readonly string[] {
  const { label, mean, sd, indented = false } = bar;
  const inset = indented ? 18 : 0;
  const height = indented ? 12 : 20;
  const lines = textLines(label, labelWidth - inset - 10, 13, 2);
  const low = x(Math.max(0, mean - (sd ?? 0)));
  const high = x(mean + (sd ?? 0));
  return [
    element(
      'g',
      {},
      element('title', {}, escapeText(`${label}: ${written(bar)}`)),
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
    ...(sd === undefined
      ? []
      : [
          element('path', {
            class: 'interval',
            d: `M${low.toFixed(1)} ${middle}H${high.toFixed(1)}m0 -4v8M${low.toFixed(1)} ${middle - 4}v8`,
          }),
        ]),
    words(written(bar), { class: 'soft', x: width - 12, y: middle + 4.5, 'text-anchor': 'end' }),
  ];
}

function referenceLine(
  { label, value }: { readonly label: string; readonly value: number },
  x: number,
  frame: Frame,
): readonly string[] {
  const text = textLines(`${label} ${value.toFixed(4)}`, 2 * (width - 12 - x), 12, 1)[0];
  return [
    element('line', { class: 'reference', x1: x, x2: x, y1: frame.top - 4, y2: frame.bottom }),
    words(text, { class: 'soft', x, y: frame.top - 9, 'text-anchor': 'middle' }),
  ];
}

function written({ mean, sd }: MetricBar): string {
  return sd === undefined ? mean.toFixed(4) : `${mean.toFixed(4)} ± ${sd.toFixed(4)}`;
}

/** Gives each group a colour; groups of which every bar is indented stand back in grey. */
function hueByGroup(bars: readonly MetricBar[]): ReadonlyMap<string, string> {
  const main = new Set(bars.filter((bar) => !bar.indented).map((bar) => bar.group));
  const rest = bars.map((bar) => bar.group).filter((group) => !main.has(group));
  return new Map([
    ...[...main].map((group, index) => [group, `hue-${index % hues}`] as const),
    ...rest.map((group) => [group, 'hue-grey'] as const),
  ]);
}

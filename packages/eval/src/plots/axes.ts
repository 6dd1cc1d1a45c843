import { numberText, percentText } from './number-text.ts';
import { linearScale, logScale, logTicks, niceTicks, type Scale } from './scale.ts';
import { element, words } from './svg.ts';
import { textLines, textWidth } from './text-lines.ts';

/** The rectangle that data are drawn in, in pixels. */
export interface Frame {
  readonly left: number;
  readonly right: number;
  readonly top: number;
  readonly bottom: number;
}

/** How the values of an axis are spaced. */
export type AxisSpacing = 'linear' | 'log';

/** A values axis before it has a place. */
export interface Axis {
  readonly label: string;
  readonly ticks: readonly { readonly value: number; readonly text: string }[];
  /** Values at the ends of the axis. */
  readonly ends: readonly [number, number];
  readonly spacing: AxisSpacing;
}

/** What {@link makeAxis} takes. */
export interface AxisOptions {
  readonly label: string;
  /** Least and greatest value. */
  readonly extent: readonly [number, number];
  /** About how many ticks a linear axis has. */
  readonly count: number;
  readonly spacing?: AxisSpacing;
  /** Writes shares as percentages. */
  readonly percent?: boolean;
}

/** Makes an axis that encloses the values between round ticks. */
export function makeAxis({ label, extent, count, spacing = 'linear', percent = false }: AxisOptions): Axis {
  const [low, high] = extent;
  if (spacing === 'log') {
    const { ends, values } = logTicks(low, high);
    const text = (value: number) => {
      const decimals = Math.max(0, -Math.floor(Math.log10(value * (percent ? 100 : 1)) + 1e-9));
      return percent ? percentText(value, decimals) : numberText(value, decimals);
    };
    return { label, ends, spacing, ticks: values.map((value) => ({ value, text: text(value) })) };
  }
  // A single value stands in the middle.
  const pad = low === high ? Math.abs(low) / 2 || 1 : 0;
  const { values, decimals } = niceTicks(low - pad, high + pad, count);
  const digits = significantDigits(values);
  const text = (value: number) =>
    percent ? percentText(value, Math.max(0, decimals - 2)) : numberText(value, decimals, digits);
  return {
    label,
    ends: [values[0], values.at(-1)!],
    spacing,
    ticks: values.map((value) => ({ value, text: text(value) })),
  };
}

/** How many digits tell neighbouring ticks apart. */
function significantDigits(values: readonly number[]): number {
  const largest = Math.max(...values.map(Math.abs));
  const power = (value: number) => Math.floor(Math.log10(value) + 1e-9);
  return 1 + Math.max(0, power(largest) - power(values[1] - values[0]));
}

/** Makes the scale of an axis between two coordinates. */
export function scaleOf({ ends, spacing }: Axis, to: readonly [number, number]): Scale {
  return spacing === 'log' ? logScale(ends, to) : linearScale(ends, to);
}

/** Width of the widest tick text, in pixels. */
export function tickWidth({ ticks }: Axis): number {
  return Math.max(...ticks.map(({ text }) => textWidth(text, 12)));
}

/** How much room, in pixels, a left axis needs for its ticks and its label upright. */
export function leftMargin(axis: Axis): number {
  return Math.max(70, 38 + tickWidth(axis));
}

/** How much room, in pixels, the last tick of a bottom axis needs right of the frame. */
export function rightMargin(axis: Axis): number {
  return Math.max(20, textWidth(axis.ticks.at(-1)!.text, 12) / 2 + 4);
}

/** Draws the values axis below a frame, with its label; `grid` adds a line through the frame at each tick. */
export function bottomAxis(frame: Frame, axis: Axis, grid = false): readonly string[] {
  const { left, right, top, bottom } = frame;
  const scale = scaleOf(axis, [left, right]);
  const places = axis.ticks.map(({ value }) => scale(value));
  const spacing = Math.min(right - left, ...places.slice(1).map((x, index) => x - places[index]));
  // Where texts would touch, only every second or third tick has one.
  const every = Math.max(1, Math.ceil((tickWidth(axis) + 8) / spacing));
  return [
    ...axis.ticks.flatMap(({ text }, index) => {
      const x = places[index];
      return [
        grid
          ? element('line', { class: 'grid', x1: x, x2: x, y1: top, y2: bottom })
          : element('line', { class: 'axis', x1: x, x2: x, y1: bottom, y2: bottom + 5 }),
        index % every === 0 ? words(text, { class: 'soft', x, y: bottom + 19, 'text-anchor': 'middle' }) : '',
      ];
    }),
    element('line', { class: 'axis', x1: left, x2: right, y1: bottom, y2: bottom }),
    bottomLabel(frame, axis.label, 40),
  ];
}

/** Writes the label of an axis, `below` pixels under a frame. */
export function bottomLabel({ left, right, bottom }: Frame, label: string, below: number): string {
  const text = textLines(label, right - left, 13, 1)[0] ?? '';
  return words(text, { x: (left + right) / 2, y: bottom + below, 'text-anchor': 'middle' });
}

/** Draws the values axis left of a frame, with its label upright and a line through the frame at each tick. */
export function leftAxis(frame: Frame, axis: Axis): readonly string[] {
  const { left, right, top, bottom } = frame;
  const scale = scaleOf(axis, [bottom, top]);
  return [
    ...axis.ticks.flatMap(({ value, text }) => {
      const y = scale(value);
      return [
        element('line', { class: 'grid', x1: left, x2: right, y1: y, y2: y }),
        words(text, { class: 'soft', x: left - 8, y: y + 4, 'text-anchor': 'end' }),
      ];
    }),
    leftLabel(frame, axis.label),
  ];
}

/** Writes the label of an axis upright at the left edge of a drawing. */
export function leftLabel({ top, bottom }: Frame, label: string): string {
  const text = textLines(label, bottom - top, 13, 1)[0] ?? '';
  return words(text, {
    transform: `translate(18 ${(top + bottom) / 2}) rotate(-90)`,
    'text-anchor': 'middle',
  });
}

import type { Scale, Ticks } from './scale.ts';
import { element, words } from './svg.ts';

/** The rectangle that data are drawn in, in pixels. */
export interface Frame {
  readonly left: number;
  readonly right: number;
  readonly top: number;
  readonly bottom: number;
}

/** Draws the values axis below a frame, with its label; `grid` adds a line through the frame at each tick. */
export function bottomAxis(
  frame: Frame,
  ticks: Ticks,
  scale: Scale,
  label: string,
  grid = false,
): readonly string[] {
  const { left, right, top, bottom } = frame;
  return [
    ...ticks.values.flatMap((value) => {
      const x = scale(value);
      return [
        grid
          ? element('line', { class: 'grid', x1: x, x2: x, y1: top, y2: bottom })
          : element('line', { class: 'axis', x1: x, x2: x, y1: bottom, y2: bottom + 5 }),
        words(value.toFixed(ticks.decimals), { class: 'soft', x, y: bottom + 19, 'text-anchor': 'middle' }),
      ];
    }),
    element('line', { class: 'axis', x1: left, x2: right, y1: bottom, y2: bottom }),
    words(label, { x: (left + right) / 2, y: bottom + 40, 'text-anchor': 'middle' }),
  ];
}

/** Draws the values axis left of a frame, with its label upright and a line through the frame at each tick. */
export function leftAxis(frame: Frame, ticks: Ticks, scale: Scale, label: string): readonly string[] {
  const { left, right, top, bottom } = frame;
  return [
    ...ticks.values.flatMap((value) => {
      const y = scale(value);
      return [
        element('line', { class: 'grid', x1: left, x2: right, y1: y, y2: y }),
        words(value.toFixed(ticks.decimals), { class: 'soft', x: left - 8, y: y + 4, 'text-anchor': 'end' }),
      ];
    }),
    words(label, { transform: `translate(18 ${(top + bottom) / 2}) rotate(-90)`, 'text-anchor': 'middle' }),
  ];
}

import { element, escapeText, words } from './svg.ts';
import { textLines, textWidth } from './text-lines.ts';

/** One entry of a legend: a label, and its key drawn in a box of 26 x 12 whose left middle is (x, y). */
export interface LegendEntry {
  readonly label: string;
  key(x: number, y: number): string;
}

const lineHeight = 20;

/** Lays entries out in lines from (x, y) on, as many in a line as `width` holds; longer labels end in an ellipsis. */
export function legend(
  entries: readonly LegendEntry[],
  { x, y, width }: { readonly x: number; readonly y: number; readonly width: number },
): { readonly marks: readonly string[]; readonly height: number } {
  let left = x;
  let middle = y + lineHeight / 2;
  const marks = entries.map(({ label, key }) => {
    const [text = ''] = textLines(label, width - 34, 12, 1);
    const needed = 34 + textWidth(text, 12) + 20;
    if (left > x && left + needed - 20 > x + width) {
      left = x;
      middle += lineHeight;
    }
    const drawn = [key(left, middle), words(text, { class: 'soft', x: left + 34, y: middle + 4 })];
    left += needed;
    return element('g', {}, element('title', {}, escapeText(label)), ...drawn);
  });
  return { marks, height: entries.length === 0 ? 0 : middle + lineHeight / 2 - y };
}

/** Draws the key of a line. */
export function lineKey(hue: string, dash?: string): LegendEntry['key'] {
  return (x, y) => element('path', { class: `line ${hue}`, 'stroke-dasharray': dash, d: `M${x} ${y}h26` });
}

/** Draws the key of an interval. */
export function intervalKey(x: number, y: number): string {
  return element('path', { class: 'interval', d: `M${x + 2} ${y - 4}v8m0 -4h22m0 -4v8` });
}

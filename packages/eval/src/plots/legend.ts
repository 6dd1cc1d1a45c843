import { words } from './svg.ts';
import { textWidth } from './text-lines.ts';

/** One entry of a legend: a label, and its key drawn in a box of 26 x 12 whose left middle is (x, y). */
export interface LegendEntry {
  readonly label: string;
  key(x: number, y: number): string;
}

const lineHeight = 20;

/** Lays entries out in lines from (x, y) on, as many in a line as `width` holds. */
export function legend(
  entries: readonly LegendEntry[],
  { x, y, width }: { readonly x: number; readonly y: number; readonly width: number },
): { readonly marks: readonly string[]; readonly height: number } {
  let left = x;
  let middle = y + lineHeight / 2;
  const marks = entries.flatMap(({ label, key }) => {
    const needed = 34 + textWidth(label, 12) + 14;
    if (left > x && left + needed > x + width) {
      left = x;
      middle += lineHeight;
    }
    const drawn = [key(left, middle), words(label, { class: 'soft', x: left + 34, y: middle + 4 })];
    left += needed;
    return drawn;
  });
  return { marks, height: entries.length === 0 ? 0 : middle + lineHeight / 2 - y };
}

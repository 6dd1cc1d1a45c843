import { HnlmError } from '@hnlm/core';
import type { LegendEntry } from './legend.ts';
import { words } from './svg.ts';

const levels = [0.05, 0.01, 0.001];

/** Gives a p-value its stars: one below .05, two below .01, three below .001. */
export function starsOf(p: number | undefined): string {
  return p === undefined ? '' : '*'.repeat(levels.filter((level) => p < level).length);
}

/** Explains the stars of a plot; nothing where no p-values were given. */
export function starsEntry(
  ps: readonly (number | undefined)[],
  against: string | undefined,
): readonly LegendEntry[] {
  if (ps.every((p) => p === undefined)) return [];
  const versus = against === undefined ? '' : ` against ${against}`;
  return [
    {
      label: `p < .05, ** < .01, *** < .001${versus}`,
      key: (x, y) => words('*', { class: 'stars', x: x + 20, y: y + 7 }),
    },
  ];
}

/**
 * Checks p-values.
 *
 * @throws HnlmError `PLOT_VALUE`
 */
export function checkPs(title: string, ps: readonly (number | undefined)[]): void {
  const wrong = ps.find((p) => p !== undefined && !(p >= 0 && p <= 1));
  if (wrong === undefined) return;
  throw new HnlmError(`"${title}" cannot be drawn: ${wrong} is no p-value`, {
    code: 'PLOT_VALUE',
    hint: 'Pass adjusted p-values between 0 and 1.',
    evidence: { p: wrong },
  });
}

import { HnlmError } from '@hnlm/core';

/** The largest value that is drawn; what lies beyond overflows when it is scaled. */
const largest = 1e90;

/**
 * Refuses what cannot be drawn: no values at all, and values that are not finite, or not above 0 on a logarithmic axis.
 *
 * @throws HnlmError `PLOT_EMPTY`, `PLOT_VALUE`
 */
export function checkValues(
  title: string,
  what: string,
  values: ArrayLike<number>,
  { above = -Infinity }: { readonly above?: number } = {},
): void {
  if (values.length === 0) {
    throw new HnlmError(`"${title}" has no ${what} to draw`, {
      code: 'PLOT_EMPTY',
      hint: 'Leave the plot out where there is nothing to show.',
    });
  }
  for (let index = 0; index < values.length; index++) {
    const value = values[index];
    if (Math.abs(value) <= largest && value > above) continue;
    throw new HnlmError(`"${title}" cannot be drawn: one of its ${what} is ${value}`, {
      code: 'PLOT_VALUE',
      hint:
        Number.isFinite(value) && value <= above
          ? `Values here must be above ${above}.`
          : 'Leave out what was not measured, and find where the number came from.',
      evidence: { value, index },
    });
  }
}

/** Finds the least and the greatest value; `Math.min(...)` overflows the stack for long lists. */
export function extent(values: ArrayLike<number>): readonly [number, number] {
  let [low, high] = [Infinity, -Infinity];
  for (let index = 0; index < values.length; index++) {
    low = Math.min(low, values[index]);
    high = Math.max(high, values[index]);
  }
  return [low, high];
}

/** InfoNCE by cosine of each anchor, in plain arithmetic from the definition. For tests. */
export function infoNceOf(
  anchors: readonly number[][],
  others: readonly number[][],
  own: ArrayLike<number>,
  temperature: number,
): number[] {
  const cosine = (a: number[], b: number[]) =>
    a.reduce((sum, value, n) => sum + value * b[n], 0) / (Math.hypot(...a) * Math.hypot(...b));
  return anchors.map((anchor, n) => {
    const shares = others.map((other) => Math.exp(cosine(anchor, other) / temperature));
    return -Math.log(shares[own[n]] / shares.reduce((sum, share) => sum + share));
  });
}

/** Coefficients B_2n / (2n (2n - 1)) of the Stirling series (Abramowitz and Stegun 6.1.41). */
const stirling = [1 / 12, -1 / 360, 1 / 1260, -1 / 1680, 1 / 1188, -691 / 360360, 1 / 156, -3617 / 122400];

/** Computes ln Gamma(x) for x > 0: shifts x up to at least 16 by the recurrence, then sums the Stirling series. */
export function logGamma(x: number): number {
  let shifted = x;
  let product = 1;
  while (shifted < 16) product *= shifted++;
  const inverseSquare = 1 / (shifted * shifted);
  const series = stirling.reduceRight((sum, coefficient) => sum * inverseSquare + coefficient, 0) / shifted;
  return (
    (shifted - 0.5) * Math.log(shifted) - shifted + 0.5 * Math.log(2 * Math.PI) + series - Math.log(product)
  );
}

import { logGamma } from './log-gamma.ts';

/**
 * Computes the regularised incomplete beta function I_x(a, b) by its continued fraction (NIST DLMF 8.17.22), evaluated
 * from the front (modified Lentz). `complement` is 1 - x, passed separately so that neither end loses digits.
 */
export function incompleteBeta(a: number, b: number, x: number, complement: number): number {
  if (x === 0) return 0;
  if (complement === 0) return 1;
  // The fraction converges fast only below the mean; above it, the mirrored function does.
  if (x > (a + 1) / (a + b + 2)) return 1 - incompleteBeta(b, a, complement, x);
  const logPower = (value: number, rest: number) => (value < 0.5 ? Math.log(value) : Math.log1p(-rest));
  const logFront =
    a * logPower(x, complement) + b * logPower(complement, x) + logGamma(a + b) - logGamma(a) - logGamma(b);
  return (Math.exp(logFront) / a) * betaFraction(a, b, x);
}

function betaFraction(a: number, b: number, x: number): number {
  let numerator = 1;
  let denominator = 1 / (1 - ((a + b) * x) / (a + 1));
  let value = denominator;
  // About sqrt(max(a, b)) rounds are needed; each does an even and an odd term.
  for (let round = 1; ; round++) {
    const even = (round * (b - round) * x) / ((a + 2 * round - 1) * (a + 2 * round));
    const odd = (-(a + round) * (a + b + round) * x) / ((a + 2 * round) * (a + 2 * round + 1));
    let change = 1;
    for (const term of [even, odd]) {
      denominator = 1 / (1 + term * denominator);
      numerator = 1 + term / numerator;
      change = numerator * denominator;
      value *= change;
    }
    if (Math.abs(change - 1) < 4e-16 || round > 100_000) return value;
  }
}

import { logGamma } from './log-gamma.ts';

/**
 * Computes the upper tail P(Z > z) of the standard normal distribution, as half of the regularised incomplete gamma
 * function Q(1/2, z^2 / 2): by its series near 0 and its continued fraction further out (NIST DLMF 8.11.4 and 8.9.2).
 * Small tails keep their relative precision.
 */
export function normalUpperTail(z: number): number {
  if (z < 0) return 1 - normalUpperTail(-z);
  const x = (z * z) / 2;
  if (x === Number.POSITIVE_INFINITY) return 0;
  const front = Math.exp(0.5 * Math.log(x) - x - logGamma(0.5));
  if (x === 0) return 0.5;
  return x < 1.5 ? (1 - front * series(x)) / 2 : (front * fraction(x)) / 2;
}

/** Sums x^n / (1/2 (1/2 + 1) ... (1/2 + n)). */
function series(x: number): number {
  let term = 2;
  let sum = term;
  for (let n = 1; term > sum * 1e-17; n++) sum += term *= x / (0.5 + n);
  return sum;
}

/** Evaluates the continued fraction from its end, far enough for x from 1.5 on. */
function fraction(x: number): number {
  let value = 0;
  for (let n = 150; n >= 1; n--) value = (n * (n - 0.5)) / (x + 2 * n + 0.5 - value);
  return 1 / (x + 0.5 - value);
}

/** Inverts the standard normal distribution by bisection: the z with P(Z <= z) = `probability`, in (0, 1). */
export function normalQuantile(probability: number): number {
  if (probability > 0.5) return -normalQuantile(1 - probability);
  let low = -40;
  let high = 0;
  for (let round = 0; round < 60; round++) {
    const middle = (low + high) / 2;
    if (normalUpperTail(-middle) < probability) low = middle;
    else high = middle;
  }
  return (low + high) / 2;
}

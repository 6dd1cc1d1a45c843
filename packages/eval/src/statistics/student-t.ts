import { incompleteBeta } from './incomplete-beta.ts';

/**
 * Computes the two-sided p of Student's t, P(|T| >= |t|), as I_x(df / 2, 1 / 2) at x = df / (df + t^2)
 * (Abramowitz and Stegun 26.7.1); small p keep their relative precision.
 */
export function studentTTwoSided(t: number, degreesOfFreedom: number): number {
  if (Math.abs(t) === Number.POSITIVE_INFINITY) return 0;
  const square = t * t;
  const total = degreesOfFreedom + square;
  return incompleteBeta(degreesOfFreedom / 2, 0.5, degreesOfFreedom / total, square / total);
}
